// What pages say while they are open, in the same words as the server's (audiences/citizen/wording.py).
export const minutes = (people, each) => {
  const low = Math.floor((people * each * 8) / 3000) * 5;
  const high = Math.max(low + 5, Math.ceil((people * each * 13) / 3000) * 5);
  return low ? `khoảng ${low}–${high} phút` : `trong khoảng ${high} phút`;
};

export const listItem = (text) => Object.assign(document.createElement("li"), { textContent: text });

// What pages say while they are open, in the same words as the server's (audiences/citizen/wording.py).
export const minutes = (people, each) => {
  const low = Math.floor((people * each * 8) / 3000) * 5;
  const high = Math.max(low + 5, Math.ceil((people * each * 13) / 3000) * 5);
  return low ? `khoảng ${low}–${high} phút` : `trong khoảng ${high} phút`;
};

const element = (name, text, style = "") => Object.assign(document.createElement(name), { textContent: text, className: style });

export const listItem = (text) => element("li", text);

// A number being called, and where; `style` dresses the number or the place.
export const calling = (number, counter, style) => {
  const line = listItem("");
  line.append(style.number ? element("span", number, style.number) : number);
  if (counter) line.append(" ", element("span", `quầy ${counter}`, style.place || ""));
  return line;
};

export const NOBODY = "Chưa gọi số nào";

// Proof of work (ALTCHA, PBKDF2): tries numbers until the key begins as asked. Without a secure page there is no
// crypto.subtle: then nothing is proved, and the server lets the words in a little later.
const bytes = (hex) => Uint8Array.from(hex.match(/../g), (pair) => parseInt(pair, 16));
const hexOf = (buffer) => [...new Uint8Array(buffer)].map((byte) => byte.toString(16).padStart(2, "0")).join("");

const derive = async (told, nonce, salt, counter) => {
  const password = new Uint8Array(nonce.length + 4);
  password.set(nonce);
  new DataView(password.buffer).setUint32(nonce.length, counter);
  const key = await crypto.subtle.importKey("raw", password, "PBKDF2", false, ["deriveBits"]);
  const how = { name: "PBKDF2", hash: "SHA-256", salt, iterations: told.cost };
  return hexOf(await crypto.subtle.deriveBits(how, key, told.keyLength * 8));
};

export const solve = async (carried) => {
  if (!window.crypto || !crypto.subtle) return "";
  const told = JSON.parse(atob(carried)).parameters;
  const nonce = bytes(told.nonce);
  const salt = bytes(told.salt);
  for (let counter = 0; counter < 100000; counter += 8) {
    const numbers = Array.from({ length: 8 }, (_, more) => counter + more);
    const keys = await Promise.all(numbers.map((number) => derive(told, nonce, salt, number)));
    const place = keys.findIndex((key) => key.startsWith(told.keyPrefix));
    if (place >= 0) return btoa(JSON.stringify({ counter: counter + place, derivedKey: keys[place] }));
  }
  return "";
};

// Copies a link with one tap; without this script, or where the browser forbids it, the field can be copied by hand.
const button = document.querySelector("[data-copy]");
const field = document.querySelector("[data-link]");

if (button && navigator.clipboard) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(field.value).catch(() => field.select());
    button.querySelector("[data-copied]").textContent = "Đã chép";
    document.querySelector("[data-told]").textContent = "Đã chép liên kết.";
  });
}

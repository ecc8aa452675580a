// For a unit's own site: <script src="https://…/u/<unit>/chat/opener.js" async></script> puts a button where it stands.
// It opens the chat in a window of its own, where the address bar shows whose page it is; nothing is framed.
(function () {
  var script = document.currentScript;
  if (!script) return;
  var link = document.createElement("a");
  link.href = new URL("./", script.src).href;
  link.target = "motcua-chat";
  link.rel = "noopener";
  link.className = "motcua-opener";
  link.textContent = script.getAttribute("data-label") || "Hỏi đáp trực tuyến";
  var look = {
    display: "inline-block", padding: "12px 20px", borderRadius: "4px", background: "#0B5A46", color: "#fff",
    font: "700 17px/1.4 system-ui, sans-serif", textDecoration: "none",
  };
  if (!script.hasAttribute("data-plain")) Object.assign(link.style, look);
  link.addEventListener("click", function (event) {
    var opened = window.open(link.href, link.target, "width=440,height=760,resizable=yes,scrollbars=yes");
    if (opened) { opened.opener = null; opened.focus(); event.preventDefault(); }
  });
  script.parentNode.insertBefore(link, script);
})();

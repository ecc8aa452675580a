// Renews parts of the manager's page every two seconds, unless somebody is working in them.
const parts = document.querySelectorAll("[data-refresh]");

async function renew(part) {
  if (part.contains(document.activeElement) || part.querySelector("details[open]")) return;
  const answer = await fetch(part.dataset.refresh).catch(() => null);
  if (answer?.ok) part.innerHTML = await answer.text();
}

if (parts.length) setInterval(() => parts.forEach(renew), 2000);

// What the browser refuses of passkeys, told beside the button; allauth's own scripts do the rest.
document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  const place = document.querySelector("[data-passkey-trouble]");
  if (!place) return;
  place.hidden = false;
  place.focus();
});
if (!window.PublicKeyCredential) {
  for (const each of document.querySelectorAll("[data-needs-passkeys]")) each.hidden = true;
}

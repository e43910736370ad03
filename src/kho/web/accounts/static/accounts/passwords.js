// Lets a typed password be seen: whoever types one that is long makes fewer mistakes.
for (const field of document.querySelectorAll('input[type="password"]')) {
  const english = document.documentElement.lang === "en";
  const words = english ? ["Show the password", "Hide the password"] : ["Hiện mật khẩu", "Ẩn mật khẩu"];
  const button = document.createElement("button");
  button.type = "button";
  button.className = "shows";
  button.textContent = words[0];
  button.setAttribute("aria-controls", field.id);
  button.addEventListener("click", () => {
    const hidden = field.type === "password";
    field.type = hidden ? "text" : "password";
    button.textContent = words[hidden ? 1 : 0];
  });
  field.after(button);
}
const mistakes = document.querySelector(".notice.bad[autofocus]");
if (mistakes) mistakes.focus();

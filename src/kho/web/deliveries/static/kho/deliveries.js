// Tells how far a delivery is, and shows its page anew when it has come to an end; puts the focus on what is wrong. Without this, a link does.
(() => {
  document.querySelector("[data-focus]")?.focus();
  const box = document.querySelector("[data-poll]");
  if (!box) return;
  const WAIT = 1000, LONGEST = 8000; // milliseconds
  let wait = WAIT;
  const ask = async () => {
    try {
      const answer = await fetch(box.dataset.poll, { headers: { Accept: "text/html" } });
      if (!answer.ok) throw new Error(answer.status);
      if (answer.headers.get("X-Done")) { location.reload(); return; }
      const told = await answer.text();
      if (told !== box.innerHTML) box.innerHTML = told;
      wait = WAIT;
    } catch {
      wait = Math.min(wait * 2, LONGEST); // the connection is lost: ask less often until it is back
    }
    setTimeout(ask, wait);
  };
  setTimeout(ask, wait);
})();

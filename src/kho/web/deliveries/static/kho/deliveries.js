// Tells how far a delivery is, and shows its page anew when it has come to an end; puts the focus on what is wrong. Without this, a link does.
(() => {
  document.querySelector("[data-focus]")?.focus();
  const box = document.querySelector("[data-poll]");
  if (!box) return;
  const WAIT = 1000, SLOWER = 1.5, LONGEST = 5000; // milliseconds; the longer nothing changes, the less often it is asked
  let wait = WAIT, last = "";
  const ask = async () => {
    try {
      const answer = await fetch(box.dataset.poll, { headers: { Accept: "text/html" } });
      if (!answer.ok) throw new Error(answer.status);
      if (answer.headers.get("X-Done")) { location.reload(); return; }
      const told = await answer.text();
      wait = told === last ? Math.min(wait * SLOWER, LONGEST) : WAIT;
      if (told !== last) box.innerHTML = last = told;
    } catch {
      wait = LONGEST; // the connection is lost
    }
    setTimeout(ask, wait);
  };
  setTimeout(ask, wait);
})();

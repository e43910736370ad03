// Sends a form's file in pieces that go on where they stopped, by tus 1.0: after a lost connection, a closed page or a
// machine that slept. A file can also be dropped. Without this, the form sends it whole.
(() => {
  const box = document.querySelector("[data-upload]");
  if (!box) return;
  const form = box.closest("form");
  const input = form.querySelector("input[type=file]");
  const PIECE = 4 * 1024 * 1024; // bytes
  const FIRST_WAIT = 1000, LONGEST_WAIT = 15000; // milliseconds
  const told = box.dataset; // not the form's: there the field of that name would answer
  const about = form.elements[told.uploadAbout]; // the field that says what the file is for
  const field = input.closest(".field");
  const [bar, status, stop] = ["progress", "[role=status]", "button"].map((each) => box.querySelector(each));
  let sending = null;

  const base64 = (text) => btoa(String.fromCharCode(...new TextEncoder().encode(text)));
  const say = (text) => { if (status.textContent !== text) status.textContent = text; };
  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
  const pause = (time) => new Promise((done) => { setTimeout(done, time); addEventListener("online", done, { once: true }); });
  const called = (file) => `kho-upload ${told.upload} ${about.value} ${file.name} ${file.size} ${file.lastModified}`;

  class Refused extends Error {}

  const ask = async (address, method, headers = {}, body = undefined) => {
    const csrf = form.elements.csrfmiddlewaretoken.value;
    const answer = await fetch(address, { method, body, headers: { "Tus-Resumable": "1.0.0", "X-CSRFToken": csrf, ...headers } });
    if (answer.redirected) throw new Refused(told.uploadSignIn);
    return answer;
  };

  const begun = async (file) => {
    const metadata = { filename: file.name, [told.uploadAbout]: about.value };
    if (form.elements.follows) metadata.follows = form.elements.follows.value;
    const pairs = Object.entries(metadata).map(([key, value]) => `${key} ${base64(value)}`);
    const answer = await ask(told.upload, "POST", { "Upload-Length": file.size, "Upload-Metadata": pairs.join(",") });
    if (answer.status !== 201) throw answer.status < 500 ? new Refused(await why(answer)) : new Error(answer.status);
    return answer.headers.get("Location");
  };

  const why = async (answer) => {
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    return page.querySelector("main")?.innerText.trim().split("\n").filter(Boolean).slice(0, 3).join(" ") || told.uploadRefused;
  };

  // Where the file stands: its address, how much is there, and its delivery once all is; begun anew where it is gone.
  const standing = async (file, key) => {
    const known = localStorage.getItem(key);
    if (known) {
      const answer = await ask(known, "HEAD");
      if (answer.ok) return { address: known, offset: Number(answer.headers.get("Upload-Offset")), done: answer.headers.get("Content-Location") };
      if (answer.status !== 404) throw new Error(answer.status);
      localStorage.removeItem(key);
    }
    const address = await begun(file);
    localStorage.setItem(key, address);
    return { address, offset: 0, done: null };
  };

  const send = async (file, key) => {
    let { address, offset, done } = await standing(file, key);
    while (!done && sending) {
      show(file, offset);
      const headers = { "Content-Type": "application/offset+octet-stream", "Upload-Offset": offset };
      const answer = await ask(address, "PATCH", headers, file.slice(offset, offset + PIECE));
      if (answer.status !== 204) {
        if ([409, 423].includes(answer.status) || answer.status >= 500 || answer.status === 400) throw new Error(answer.status);
        throw new Refused(await why(answer));
      }
      offset = Number(answer.headers.get("Upload-Offset"));
      done = answer.headers.get("Content-Location");
    }
    return done;
  };

  const show = (file, offset) => {
    const share = Math.floor((offset / file.size) * 100);
    bar.value = share;
    if (share % 10 === 0 || !status.textContent) say(fill(told.uploadSending, { share }));
  };

  const go = async (file) => {
    const key = called(file);
    let wait = FIRST_WAIT;
    box.hidden = false;
    form.setAttribute("aria-busy", "true");
    while (sending) {
      try {
        const done = await send(file, key);
        if (!done) return;
        localStorage.removeItem(key);
        bar.value = 100;
        location.assign(done);
        return;
      } catch (error) {
        if (error instanceof Refused) { end(error.message); return; }
        say(told.uploadBroken);
        await pause(wait);
        wait = Math.min(wait * 2, LONGEST_WAIT);
      }
    }
  };

  const end = (text) => {
    sending = null;
    form.removeAttribute("aria-busy");
    form.querySelector("button[type=submit]").disabled = false;
    stop.hidden = true;
    say(text);
  };

  form.addEventListener("submit", (event) => {
    const file = input.files[0];
    if (!file || !about.value) return; // the server says beside the field what is missing
    event.preventDefault();
    if (sending) return;
    sending = file;
    form.querySelector("button[type=submit]").disabled = true;
    stop.hidden = false;
    go(file);
  });
  stop.addEventListener("click", () => end(told.uploadStopped));

  for (const kind of ["dragover", "dragleave", "drop"]) {
    field.addEventListener(kind, (event) => {
      event.preventDefault();
      field.classList.toggle("over", kind === "dragover");
      if (kind === "drop" && event.dataTransfer.files.length) input.files = event.dataTransfer.files;
    });
  }
})();

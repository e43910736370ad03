// Proposes the id of a new entry from its name while that is typed, until somebody types an id of their own.
(() => {
  const name = document.querySelector("#id_name_vi");
  const id = document.querySelector("#id_id");
  if (!name || !id) return;
  let own = id.value !== "";
  id.addEventListener("input", () => { own = id.value !== ""; });
  name.addEventListener("input", () => {
    if (own) return;
    const plain = name.value.normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/[đĐ]/g, "d").toLowerCase();
    id.value = (plain.match(/[a-z0-9]+/g) || []).join("-");
  });
})();

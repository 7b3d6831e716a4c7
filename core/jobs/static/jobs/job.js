// A job's page follows its job. Without this script the page itself is loaded again.
const state = document.getElementById("job-state");

async function follow() {
  while (state && state.querySelector("[data-open]")) {
    await new Promise((resolve) => setTimeout(resolve, 1500));
    try {
      const answer = await fetch(state.dataset.part, { headers: { "X-Requested-With": "fetch" } });
      if (!answer.ok || answer.redirected) return;
      const text = await answer.text();
      // Nothing is taken from under a hand that is about to press a button.
      if (!state.contains(document.activeElement)) state.innerHTML = text;
    } catch {
      // The server is away for a moment: the next look may find it.
    }
  }
}

follow();

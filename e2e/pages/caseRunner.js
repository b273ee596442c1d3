// Runs groups of cases, one after the other, and returns what each led to: on a bare page, or within a live trace.
// Case files add to `window.groups`; a case returns its result or a promise of it.
window.groups = {};

{
  const wait = (delayMs) => new Promise((resolve) => setTimeout(resolve, delayMs));

  async function runGroup(name) {
    const results = {};
    for (const [title, run] of Object.entries(window.groups[name])) {
      try {
        results[title] = await run();
      } catch (error) {
        results[title] = `threw ${error}`;
      }
    }
    return results;
  }

  /** Keeps the trace alive for as long as the cases run, and says whether it reached their end. */
  async function runTraced(name) {
    const { context, trace } = window.clew;
    const span = trace.getTracer('cases').startSpan('cases');
    const outer = trace.setSpan(context.active(), span);
    try {
      const results = await context.with(outer, runGroup, undefined, name);
      const inner = await context.with(outer, async () => {
        await wait(1);
        return trace.getSpan(context.active());
      });
      return { results, isTraced: inner === span };
    } finally {
      span.end();
    }
  }

  let clicked;
  window.caseRunner = {
    bare: async (name) => ({ results: await runGroup(name) }),
    within: runTraced,
    /** Makes the next click on the page's button run a group. */
    armClick(name) {
      clicked = new Promise((resolve) => {
        const run = () => resolve(runTraced(name));
        document.querySelector('#run').addEventListener('click', run, { once: true });
      });
    },
    afterClick: () => clicked,
  };
}

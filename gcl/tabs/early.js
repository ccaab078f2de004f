// Before Gradio's own scripts, which take requestAnimationFrame as it is then. The notice that Gradio shows while it loads
// asks for the next frame in each frame, and goes on for ever after it was taken away: the page would be drawn sixty times
// a second for nothing. So a chain of frames that has lasted for two seconds is let go on once a second.
(() => {
  const LONG = 120, SECOND = 1000;
  const frame = window.requestAnimationFrame.bind(window);
  let links = 0;
  window.requestAnimationFrame = (draw) => {
    const mine = links + 1;
    const linked = (time) => {
      links = mine;
      try { draw(time); } finally { links = 0; }
    };
    if (mine < LONG) return frame(linked);
    setTimeout(() => frame(linked), SECOND);
    return 0;  // the number of no frame: to call it off calls off none
  };
})();

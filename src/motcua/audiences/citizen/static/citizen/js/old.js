// A browser too old for modules: load the page anew every 20 seconds.
setTimeout(function () { location.reload(); }, 20000);

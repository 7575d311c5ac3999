console.log('ready');
setInterval(() => undefined, 1000);

// Mocha ships this build without types; it makes the same global `mocha` that @types/mocha describes.
declare module 'mocha/mocha.js';

// Package browser holds no code: its tests open what xbar writes for people in a real browser, headless Chromium, which the
// main module does not depend on. They are skipped where there is none.
package browser

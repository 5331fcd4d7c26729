// A chart or a page to the clipboard as a picture, ready for a slide.
import { ipc } from "../ipc";
import type { PictureOf } from "../types";

/** Copies the picture; where the web view keeps pictures from the clipboard, it is saved as a file instead. */
export async function copyPicture(what: PictureOf): Promise<string> {
  const png = ipc.picture(what).then((bytes) => new Blob([bytes], { type: "image/png" }));
  try {
    await navigator.clipboard.write([new ClipboardItem({ "image/png": png })]);
    return "Copied as a picture";
  } catch {
    await png;
    return savePicture(what, false);
  }
}

export async function savePicture(what: PictureOf, svg: boolean): Promise<string> {
  const path = await ipc.savePicture(what, svg);
  return path ? `Saved ${path}` : "";
}

// Images of a drop, a paste or a choice.

const ENDING = /\.(jpe?g|jpe|jfif|pjpeg|png|webp|bmp|gif|tiff?|hei[cf]|avif)$/i;

// Hidden files are those of the system, such as ._photo.jpg.
export const isImage = file => !file.name.startsWith(".") && (file.type.startsWith("image/") || ENDING.test(file.name));

export async function ofDrop(transfer) {
  // All entries must be taken before the first wait, after which they are gone.
  const entries = [...transfer.items].map(item => item.webkitGetAsEntry?.()).filter(Boolean);
  if (entries.length === 0) {
    return [...transfer.files];
  }
  return (await Promise.all(entries.map(filesOf))).flat();
}

export const ofPaste = clipboard => [...clipboard?.files ?? []];

async function filesOf(entry) {
  if (entry.isFile) {
    return [await new Promise((resolve, reject) => entry.file(resolve, reject))];
  }
  const reader = entry.createReader();
  const files = [];
  // A folder is read in parts, the last of which is empty.
  for (let part; (part = await new Promise((resolve, reject) => reader.readEntries(resolve, reject))).length > 0;) {
    files.push(...(await Promise.all(part.map(filesOf))).flat());
  }
  return files.sort((a, b) => a.name.localeCompare(b.name, "en"));
}

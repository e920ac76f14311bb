// Decodes images with sharp and runs an exported file on them: a line of JSON each.
import { InferenceSession, Tensor } from 'onnxruntime-node';
import sharp from 'sharp';

const [model, ...paths] = process.argv.slice(2);
const session = await InferenceSession.create(model);
for (const path of paths) {
  const { data, info } = await sharp(path).rotate().removeAlpha().toColourspace('srgb').raw().toBuffer({ resolveWithObject: true });
  const image = new Tensor('uint8', new Uint8Array(data), [1, info.height, info.width, info.channels]);
  const { label, probabilities } = await session.run({ image });
  console.log(JSON.stringify({ path, label: label.data[0], probabilities: [...probabilities.data] }));
}

// The camera: a live video, and photographs of it.

export async function openCamera(video) {
  if (!navigator.mediaDevices) {
    throw new Error("a browser gives it only to pages of this machine or of https.");
  }
  const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment", width: { ideal: 1280 } } });
  video.srcObject = stream;
  await video.play();
  let count = 0;
  return {
    async shoot() {
      const canvas = new OffscreenCanvas(video.videoWidth, video.videoHeight);
      canvas.getContext("2d").drawImage(video, 0, 0);
      const blob = await canvas.convertToBlob({ type: "image/png" });
      return new File([blob], `camera-${++count}.png`, { type: blob.type });
    },
    close() {
      stream.getTracks().forEach(track => track.stop());
      video.srcObject = null;
    },
  };
}

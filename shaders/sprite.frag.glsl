#version 330 core
// Premultiplied texture.
in vec2 texel;
uniform sampler2D pixels;
uniform float opacity;
out vec4 colour;

void main() {
  colour = texture(pixels, texel) * opacity;
}

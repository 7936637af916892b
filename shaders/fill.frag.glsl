#version 330 core
// Flat fill; hatches have a shader of their own, since a software rasteriser pays for every line of it.
flat in vec4 fill;
uniform float opacity;
out vec4 colour;

void main() {
  float a = fill.a * opacity;
  colour = vec4(fill.rgb * a, a);
}

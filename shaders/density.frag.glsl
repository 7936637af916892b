#version 330 core
// Counts on a logarithmic scale of colours, light to dark; a cell with less than one point fades out.
in vec2 place;
uniform sampler2D counts;
uniform sampler2D colours;
uniform float log_most;
uniform float opacity;
out vec4 colour;

void main() {
  float n = texture(counts, place).r;
  float t = clamp(log(1.0 + n) / log_most, 0.0, 1.0);
  float a = opacity * clamp(2.6 * n, 0.0, 1.0);
  colour = vec4(texture(colours, vec2(t * 0.996 + 0.002, 0.5)).rgb * a, a);
}

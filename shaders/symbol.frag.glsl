#version 330 core
// Marks as signed distances in pixels: circle, square, triangle, diamond, star, cross.
flat in vec4 fill;
flat in vec4 ink;
flat in int mark;
flat in float radius;
in vec2 place;
uniform float opacity;
uniform float rim_px;
out vec4 colour;

// Two reflections fold the plane into the tenth of it between a tip and a notch; there the rim is one straight line.
float star(vec2 p) {
  vec2 q = vec2(abs(p.x), -p.y);
  vec2 mirror = vec2(0.809017, -0.587785);
  q -= 2.0 * max(dot(q, mirror), 0.0) * mirror;
  mirror.x = -mirror.x;
  q -= 2.0 * max(dot(q, mirror), 0.0) * mirror;
  q.x = abs(q.x);
  vec2 tip = vec2(0.0, radius * 1.2);
  vec2 notch = radius * 0.5 * vec2(0.587785, 0.809017);
  vec2 edge = normalize(notch - tip);
  return dot(q - tip, vec2(-edge.y, edge.x));
}

float distance_px(vec2 p) {
  if (mark == 1) return max(abs(p.x), abs(p.y)) - radius * 0.89;
  if (mark == 2) return max(p.y - radius * 0.7, dot(vec2(abs(p.x), -p.y), vec2(0.866, 0.5)) - radius * 0.62);
  if (mark == 3) return (abs(p.x) + abs(p.y)) * 0.7071 - radius * 0.8;
  if (mark == 4) return star(p);
  if (mark == 5) {
    vec2 q = abs(p);
    float arm = radius * 0.36;
    return min(max(q.x - arm, q.y - radius), max(q.y - arm, q.x - radius));
  }
  return length(p) - radius;
}

void main() {
  float d = distance_px(place);
  float inside = clamp(0.5 - d, 0.0, 1.0);
  float rim = clamp(0.5 + 0.5 * rim_px - abs(d), 0.0, 1.0);
  float a = fill.a * opacity * inside;
  colour = vec4(fill.rgb * a, a);
  float b = ink.a * opacity * rim;
  colour = vec4(ink.rgb * b, b) + colour * (1.0 - b);
}

#version 330 core
// Round-capped line, or butt-capped where it is translucent so that no joint is painted twice; anti-aliased by the distance to its axis. Lines thinner than a pixel fade instead of breaking up.
flat in vec4 ink;
flat in float length_px;
in vec2 place;
uniform float half_width_px;
uniform float opacity;
out vec4 colour;

void main() {
  float beyond = max(max(-place.x, place.x - length_px), 0.0);
  float d = length(vec2(beyond, place.y));
  float half_width = max(half_width_px, 0.5);
  float cover = clamp(half_width + 0.5 - d, 0.0, 1.0) * min(1.0, half_width_px / 0.5);
  if (ink.a * opacity < 0.99 && beyond > 0.0) cover = 0.0;
  float a = ink.a * opacity * cover;
  colour = vec4(ink.rgb * a, a);
}

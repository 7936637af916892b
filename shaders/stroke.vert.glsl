#version 330 core
// One segment per instance, widened to a quad in pixels.
layout(location = 0) in vec4 ends;
layout(location = 1) in float category;
uniform vec2 pixels_per_metre;
uniform vec2 origin_px;
uniform vec2 map_size_px;
uniform float half_width_px;
uniform sampler2D palette;
flat out vec4 ink;
flat out float length_px;
out vec2 place;

void main() {
  ink = texelFetch(palette, ivec2(int(category + 0.5), 1), 0);
  vec2 a = origin_px + ends.xy * pixels_per_metre;
  vec2 b = origin_px + ends.zw * pixels_per_metre;
  vec2 along = b - a;
  length_px = length(along);
  along = length_px > 1e-6 ? along / length_px : vec2(1.0, 0.0);
  vec2 across = vec2(-along.y, along.x);
  float reach = half_width_px + 1.0;
  bool at_end = (gl_VertexID & 1) == 1;
  bool upper = (gl_VertexID & 2) == 2;
  place = vec2(at_end ? length_px + reach : -reach, upper ? reach : -reach);
  vec2 px = a + along * place.x + across * place.y;
  gl_Position = vec4(px / map_size_px * 2.0 - 1.0, 0.0, 1.0);
  if (ink.a == 0.0) gl_Position = vec4(2.0, 2.0, 2.0, 1.0);
}

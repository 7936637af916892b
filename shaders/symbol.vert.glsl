#version 330 core
// One symbol per instance: a quad around its centre, in pixels from the top left corner.
layout(location = 0) in vec3 centre_size;
layout(location = 1) in vec4 fill_colour;
layout(location = 2) in vec4 ink_colour;
layout(location = 3) in float mark_kind;
uniform vec2 map_size_px;
uniform float rim_px;
flat out vec4 fill;
flat out vec4 ink;
flat out int mark;
flat out float radius;
out vec2 place;

void main() {
  fill = fill_colour;
  ink = ink_colour;
  mark = int(mark_kind + 0.5);
  radius = centre_size.z * 0.5;
  vec2 corner = vec2((gl_VertexID & 1) == 1 ? 1.0 : -1.0, (gl_VertexID & 2) == 2 ? 1.0 : -1.0);
  place = corner * (radius * 1.3 + 0.5 + rim_px);
  vec2 px = centre_size.xy + place;
  gl_Position = vec4(px.x / map_size_px.x * 2.0 - 1.0, 1.0 - px.y / map_size_px.y * 2.0, 0.0, 1.0);
}

#version 330 core
// The grid of counts as one quad; corners in pixels from the bottom left corner of the map.
uniform vec4 corners_px;
uniform vec2 map_size_px;
out vec2 place;

void main() {
  place = vec2((gl_VertexID & 1) == 1 ? 1.0 : 0.0, (gl_VertexID & 2) == 2 ? 1.0 : 0.0);
  vec2 px = mix(corners_px.xy, corners_px.zw, place);
  gl_Position = vec4(px / map_size_px * 2.0 - 1.0, 0.0, 1.0);
}

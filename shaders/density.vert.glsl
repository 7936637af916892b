#version 330 core
// Tiles of the grid of counts that hold any point; x, y and u, v in cells.
layout(location = 0) in vec2 cell;
uniform vec4 corners_px;
uniform vec2 grid_size;
uniform vec2 map_size_px;
out vec2 place;

void main() {
  place = cell / grid_size;
  vec2 px = mix(corners_px.xy, corners_px.zw, place);
  gl_Position = vec4(px / map_size_px * 2.0 - 1.0, 0.0, 1.0);
}

#version 330 core
// A rectangle in pixels.
layout(location = 0) in vec2 corner;
uniform vec2 map_size_px;

void main() {
  gl_Position = vec4(corner / map_size_px * 2.0 - 1.0, 0.0, 1.0);
}

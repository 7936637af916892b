#version 330 core
// Rectangles of a texture: x, y in pixels from the top left corner of the map, u, v in texels.
layout(location = 0) in vec4 vertex;
uniform vec2 map_size_px;
uniform vec2 texture_size;
out vec2 texel;

void main() {
  texel = vertex.zw / texture_size;
  gl_Position = vec4(vertex.x / map_size_px.x * 2.0 - 1.0, 1.0 - vertex.y / map_size_px.y * 2.0, 0.0, 1.0);
}

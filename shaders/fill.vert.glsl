#version 330 core
// Triangles of polygons: metres relative to the mesh's origin, and the category that says how to fill.
layout(location = 0) in vec3 vertex;
uniform vec2 pixels_per_metre;
uniform vec2 origin_px;
uniform vec2 map_size_px;
uniform sampler2D palette;
flat out vec4 fill;
flat out vec4 ink;
flat out int hatch;

void main() {
  int category = int(vertex.z + 0.5);
  fill = texelFetch(palette, ivec2(category, 0), 0);
  ink = texelFetch(palette, ivec2(category, 1), 0);
  hatch = int(texelFetch(palette, ivec2(category, 2), 0).r * 255.0 + 0.5);
  vec2 px = origin_px + vertex.xy * pixels_per_metre;
  gl_Position = vec4(px / map_size_px * 2.0 - 1.0, 0.0, 1.0);
  if (fill.a == 0.0 && hatch == 0) gl_Position = vec4(2.0, 2.0, 2.0, 1.0);
}

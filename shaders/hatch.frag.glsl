#version 330 core
// Fill with hatch lines that stay fixed to the ground while the map is panned.
flat in vec4 fill;
flat in vec4 ink;
flat in int hatch;
uniform vec2 hatch_origin_px;
uniform float hatch_px;
uniform float opacity;
out vec4 colour;

float line(float along) {
  float d = (0.5 - abs(fract(along / hatch_px) - 0.5)) * hatch_px;
  return clamp(1.1 - d, 0.0, 1.0);
}

float hatching(vec2 p) {
  if (hatch == 1) return line((p.x + p.y) * 0.7071);
  if (hatch == 2) return line((p.x - p.y) * 0.7071);
  if (hatch == 3) return max(line((p.x + p.y) * 0.7071), line((p.x - p.y) * 0.7071));
  if (hatch == 4) return line(p.y);
  if (hatch == 5) return line(p.x);
  vec2 cell = (fract(p / hatch_px) - 0.5) * hatch_px;
  return clamp(0.2 * hatch_px + 0.5 - length(cell), 0.0, 1.0);
}

void main() {
  float a = fill.a * opacity;
  colour = vec4(fill.rgb * a, a);
  if (hatch != 0) {
    float cover = hatching(gl_FragCoord.xy - hatch_origin_px) * ink.a * opacity;
    colour = vec4(ink.rgb * cover, cover) + colour * (1.0 - cover);
  }
}

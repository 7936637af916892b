// Drawing of heat; the whole window as other eyes see it.
#include <algorithm>
#include <array>
#include <cmath>

#include "viewer/draw/renderer_parts.hpp"

namespace agglo::viewer {

void Renderer::Parts::draw(const HeatItem& item) {
  const KernelDensity& d = item.density;
  if (d.columns == 0 || d.rows == 0) return;
  std::array<Colour, 256> ramp = item.ramp;
  for (Colour& c : ramp) {
    c.r = static_cast<std::uint8_t>(c.r * c.a / 255);
    c.g = static_cast<std::uint8_t>(c.g * c.a / 255);
    c.b = static_cast<std::uint8_t>(c.b * c.a / 255);
  }
  std::vector<Colour> texels(d.per_km2.size());
  for (std::size_t i = 0; i < texels.size(); ++i)
    texels[i] = ramp[static_cast<std::size_t>(std::clamp(d.per_km2[i] / item.most, 0.0f, 1.0f) * 255.0f)];
  heat.bind(0);
  glPixelStorei(GL_UNPACK_ALIGNMENT, 4);
  const auto columns = static_cast<GLsizei>(d.columns), rows = static_cast<GLsizei>(d.rows);
  glTexImage2D(GL_TEXTURE_2D, 0, GL_RGBA8, columns, rows, 0, GL_RGBA, GL_UNSIGNED_BYTE, texels.data());
  const ScreenPoint low = screen_from_world(camera, d.west_m, d.south_m);
  const ScreenPoint high = screen_from_world(camera, d.west_m + static_cast<double>(d.columns) * d.cell_m,
                                             d.south_m + static_cast<double>(d.rows) * d.cell_m);
  const auto x0 = static_cast<float>(low.x), y0 = static_cast<float>(low.y), x1 = static_cast<float>(high.x),
             y1 = static_cast<float>(high.y), u = static_cast<float>(d.columns),
             v = static_cast<float>(d.rows);
  const SpriteVertex a{x0, y0, 0, 0}, b{x1, y0, u, 0}, c{x1, y1, u, v}, e{x0, y1, 0, v};
  draw_sprites({a, b, c, a, c, e}, columns, rows, item.opacity);
}

void Renderer::simulate(Vision vision_now, int width, int height) {
  if (vision_now == Vision::usual || width <= 0 || height <= 0) return;
  Parts& p = *parts_;
  glBindFramebuffer(GL_FRAMEBUFFER, 0);
  glViewport(0, 0, width, height);
  glDisable(GL_SCISSOR_TEST);
  glDisable(GL_BLEND);
  glDisable(GL_DEPTH_TEST);
  glDisable(GL_CULL_FACE);
  p.window_copy.bind(0);
  glCopyTexImage2D(GL_TEXTURE_2D, 0, GL_RGB8, 0, 0, width, height, 0);
  p.vision.use();
  p.vision.set_unit("window", 0);
  p.vision.set_matrix("eyes", vision_matrix(vision_now));
  glBindVertexArray(p.arrays);
  glDrawArrays(GL_TRIANGLES, 0, 3);
  glBindVertexArray(0);
  glEnable(GL_BLEND);
}

}  // namespace agglo::viewer

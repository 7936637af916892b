// Pictures in and out: the map as pixels, and a texture for panels.
#include <algorithm>

#include "viewer/draw/renderer_parts.hpp"

namespace agglo::viewer {

std::vector<std::uint32_t> Renderer::read_map() {
  Parts& p = *parts_;
  std::vector<std::uint32_t> pixels(static_cast<std::size_t>(p.width) * static_cast<std::size_t>(p.height));
  glBindFramebuffer(GL_READ_FRAMEBUFFER, p.framebuffer);
  glPixelStorei(GL_PACK_ALIGNMENT, 4);
  glReadPixels(0, 0, p.width, p.height, GL_BGRA, GL_UNSIGNED_BYTE, pixels.data());
  glBindFramebuffer(GL_READ_FRAMEBUFFER, 0);
  const auto row = static_cast<std::ptrdiff_t>(p.width);
  for (std::ptrdiff_t k = 0; k < p.height / 2; ++k)
    std::swap_ranges(pixels.begin() + k * row, pixels.begin() + (k + 1) * row,
                     pixels.begin() + (p.height - 1 - k) * row);
  for (std::uint32_t& pixel : pixels) pixel |= 0xff000000u;
  return pixels;
}

int Renderer::longest_side() const {
  GLint longest = 0;
  glGetIntegerv(GL_MAX_TEXTURE_SIZE, &longest);
  return longest;
}

void* Renderer::panel_picture(const std::vector<std::uint32_t>& pixels, int width, int height) {
  Parts& p = *parts_;
  p.panel.bind(0);
  glPixelStorei(GL_UNPACK_ALIGNMENT, 4);
  glTexImage2D(GL_TEXTURE_2D, 0, GL_RGBA8, width, height, 0, GL_BGRA, GL_UNSIGNED_BYTE, pixels.data());
  return reinterpret_cast<void*>(static_cast<std::intptr_t>(p.panel.id));
}

}  // namespace agglo::viewer

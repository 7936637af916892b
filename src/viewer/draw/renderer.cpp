// Frames, symbols, sprites and labels; the window.
#include "viewer/draw/renderer.hpp"

#include <epoxy/gl.h>

#include <algorithm>
#include <cstdlib>
#include <string>
#include <utility>

#include "viewer/draw/renderer_parts.hpp"

namespace agglo::viewer {

namespace {

struct SymbolVertex {
  float x, y, size;
  Colour fill, stroke;
  float mark;
};

}  // namespace

std::string missing_opengl() {
  const int version = epoxy_gl_version();
  if (epoxy_is_desktop_gl() && version >= 33) return {};
  const auto* name = reinterpret_cast<const char*>(glGetString(GL_RENDERER));
  return "OpenGL " + std::to_string(version / 10) + "." + std::to_string(version % 10) + " (" +
         (name ? name : "unknown renderer") + ")";
}

void Renderer::Parts::resize(int new_width, int new_height) {
  if (width == new_width && height == new_height) return;
  width = new_width;
  height = new_height;
  for (const auto& [texture, buffer] :
       {std::pair{&target, framebuffer}, std::pair{&shifted_target, shifted_framebuffer}}) {
    texture->bind(0);
    glTexImage2D(GL_TEXTURE_2D, 0, GL_RGBA8, width, height, 0, GL_RGBA, GL_UNSIGNED_BYTE, nullptr);
    glBindFramebuffer(GL_FRAMEBUFFER, buffer);
    glFramebufferTexture2D(GL_FRAMEBUFFER, GL_COLOR_ATTACHMENT0, GL_TEXTURE_2D, texture->id, 0);
  }
}

void Renderer::Parts::draw(const SymbolsItem& item) {
  if (item.symbols.empty()) return;
  std::vector<SymbolVertex> vertices;
  vertices.reserve(item.symbols.size());
  for (const Symbol& s : item.symbols)
    vertices.push_back({s.x, s.y, s.size, s.fill, s.stroke, static_cast<float>(s.mark)});
  stream.fill(vertices, GL_STREAM_DRAW);
  symbol.use();
  symbol.set("map_size_px", camera.width, camera.height);
  symbol.set("opacity", static_cast<double>(item.opacity));
  symbol.set("rim_px", static_cast<double>(item.rim_px));
  constexpr std::size_t kStride = sizeof(SymbolVertex);
  attribute(0, 3, GL_FLOAT, GL_FALSE, kStride, offsetof(SymbolVertex, x), 1);
  attribute(1, 4, GL_UNSIGNED_BYTE, GL_TRUE, kStride, offsetof(SymbolVertex, fill), 1);
  attribute(2, 4, GL_UNSIGNED_BYTE, GL_TRUE, kStride, offsetof(SymbolVertex, stroke), 1);
  attribute(3, 1, GL_FLOAT, GL_FALSE, kStride, offsetof(SymbolVertex, mark), 1);
  glDrawArraysInstanced(GL_TRIANGLE_STRIP, 0, 4, static_cast<GLsizei>(vertices.size()));
  for (GLuint k = 0; k < 4; ++k) glDisableVertexAttribArray(k);
}

void Renderer::Parts::draw_sprites(const std::vector<SpriteVertex>& vertices, int texture_width,
                                   int texture_height, float opacity) {
  if (vertices.empty()) return;
  stream.fill(vertices, GL_STREAM_DRAW);
  sprite.use();
  sprite.set_unit("pixels", 0);
  sprite.set("map_size_px", camera.width, camera.height);
  sprite.set("texture_size", texture_width, texture_height);
  sprite.set("opacity", static_cast<double>(opacity));
  attribute(0, 4, GL_FLOAT, GL_FALSE, sizeof(SpriteVertex), 0, 0);
  glDrawArrays(GL_TRIANGLES, 0, static_cast<GLsizei>(vertices.size()));
  glDisableVertexAttribArray(0);
}

void Renderer::Parts::draw_labels(const std::vector<PlacedLabel>& labels, SpriteAtlas& source) {
  atlas.bind(0);
  auto rows = source.take_changed_rows();
  if (atlas_generation != source.generation()) {
    atlas_generation = source.generation();
    rows = {0, SpriteAtlas::kSide - 1};
  }
  if (rows.first <= rows.last)
    glTexSubImage2D(GL_TEXTURE_2D, 0, 0, rows.first, SpriteAtlas::kSide, rows.last - rows.first + 1, GL_BGRA,
                    GL_UNSIGNED_BYTE,
                    source.pixels().data() + static_cast<std::ptrdiff_t>(rows.first) * SpriteAtlas::kSide);
  std::vector<SpriteVertex> vertices;
  for (const PlacedLabel& label : labels) {
    const auto x0 = static_cast<float>(label.x), y0 = static_cast<float>(label.y);
    const auto w = static_cast<float>(label.sprite.width), h = static_cast<float>(label.sprite.height);
    const auto u = static_cast<float>(label.sprite.x), v = static_cast<float>(label.sprite.y);
    const SpriteVertex a{x0, y0, u, v}, b{x0 + w, y0, u + w, v}, c{x0 + w, y0 + h, u + w, v + h},
        d{x0, y0 + h, u, v + h};
    vertices.insert(vertices.end(), {a, b, c, a, c, d});
  }
  draw_sprites(vertices, SpriteAtlas::kSide, SpriteAtlas::kSide, 1);
}

Renderer::Renderer() : parts_(std::make_unique<Parts>()) {}
Renderer::~Renderer() = default;

void Renderer::Parts::begin_map(int new_width, int new_height) {
  std::erase_if(meshes, [](const auto& entry) { return entry.second->mesh.expired(); });
  resize(new_width, new_height);
  glBindFramebuffer(GL_FRAMEBUFFER, framebuffer);
  glViewport(0, 0, width, height);
  viewport_x = viewport_y = 0;
  glDisable(GL_SCISSOR_TEST);
  set_blending();
}

void Renderer::Parts::set_blending() {
  glDisable(GL_DEPTH_TEST);
  glDisable(GL_CULL_FACE);
  glEnable(GL_BLEND);
  glBlendEquation(GL_FUNC_ADD);
  glBlendFunc(GL_ONE, GL_ONE_MINUS_SRC_ALPHA);
}

void Renderer::Parts::clear(Colour ground) {
  glClearColor(ground.r / 255.0f, ground.g / 255.0f, ground.b / 255.0f, 1);
  glClear(GL_COLOR_BUFFER_BIT);
}

void Renderer::Parts::draw_plan(const FramePlan& plan, SpriteAtlas& source) {
  camera = plan.camera;
  glBindVertexArray(arrays);
  for (const FrameItem& item : plan.items) std::visit([&](const auto& i) { draw(i); }, item);
  draw_labels(plan.labels, source);
  glBindVertexArray(0);
}

void Renderer::draw_map(const FramePlan& plan, SpriteAtlas& atlas, int from_px) {
  parts_->begin_map(plan.camera.width, plan.camera.height);
  if (from_px > 0) {
    glEnable(GL_SCISSOR_TEST);
    glScissor(from_px, 0, std::max(0, parts_->width - from_px), parts_->height);
  }
  parts_->clear(plan.background);
  parts_->draw_plan(plan, atlas);
  glDisable(GL_SCISSOR_TEST);
  glBindFramebuffer(GL_FRAMEBUFFER, 0);
}

void Renderer::draw_tiles(const std::vector<TilePlan>& tiles, int width, int height, Colour around,
                          SpriteAtlas& atlas) {
  parts_->begin_map(width, height);
  parts_->clear(around);
  glEnable(GL_SCISSOR_TEST);
  for (const TilePlan& tile : tiles) {
    const TileRect& r = tile.rect;
    glViewport(r.x, height - r.y - r.height, r.width, r.height);
    glScissor(r.x, height - r.y - r.height, r.width, r.height);
    parts_->viewport_x = r.x;
    parts_->viewport_y = height - r.y - r.height;
    parts_->clear(tile.plan.background);
    parts_->draw_plan(tile.plan, atlas);
  }
  glDisable(GL_SCISSOR_TEST);
  glBindFramebuffer(GL_FRAMEBUFFER, 0);
}

void Renderer::shift_map(int dx, int dy) {
  Parts& p = *parts_;
  const int width = p.width - std::abs(dx), height = p.height - std::abs(dy);
  const int from_x = std::max(0, -dx), from_y = std::max(0, dy), to_x = std::max(0, dx),
            to_y = std::max(0, -dy);
  glDisable(GL_SCISSOR_TEST);
  glBindFramebuffer(GL_READ_FRAMEBUFFER, p.framebuffer);
  glBindFramebuffer(GL_DRAW_FRAMEBUFFER, p.shifted_framebuffer);
  glBlitFramebuffer(from_x, from_y, from_x + width, from_y + height, to_x, to_y, to_x + width, to_y + height,
                    GL_COLOR_BUFFER_BIT, GL_NEAREST);
  std::swap(p.framebuffer, p.shifted_framebuffer);
  std::swap(p.target.id, p.shifted_target.id);
  glBindFramebuffer(GL_FRAMEBUFFER, 0);
}

void Renderer::draw_part(const FramePlan& plan, const PixelRect& place, const PixelRect& inside) {
  Parts& p = *parts_;
  glBindFramebuffer(GL_FRAMEBUFFER, p.framebuffer);
  p.viewport_x = place.x;
  p.viewport_y = p.height - place.y - place.height;
  glViewport(p.viewport_x, p.viewport_y, place.width, place.height);
  glEnable(GL_SCISSOR_TEST);
  glScissor(inside.x, p.height - inside.y - inside.height, inside.width, inside.height);
  p.set_blending();
  p.clear(plan.background);
  p.camera = plan.camera;
  glBindVertexArray(p.arrays);
  for (const FrameItem& item : plan.items) std::visit([&](const auto& i) { p.draw(i); }, item);
  glBindVertexArray(0);
  glDisable(GL_SCISSOR_TEST);
  glBindFramebuffer(GL_FRAMEBUFFER, 0);
}

void Renderer::show_map(int x, int y, int window_width, int window_height, Colour around) {
  Parts& p = *parts_;
  glBindFramebuffer(GL_FRAMEBUFFER, 0);
  glViewport(0, 0, window_width, window_height);
  glDisable(GL_SCISSOR_TEST);
  glClearColor(around.r / 255.0f, around.g / 255.0f, around.b / 255.0f, 1);
  glClear(GL_COLOR_BUFFER_BIT);
  if (p.width <= 0) return;
  const int bottom = window_height - y - p.height;
  glBindFramebuffer(GL_READ_FRAMEBUFFER, p.framebuffer);
  glBlitFramebuffer(0, 0, p.width, p.height, x, bottom, x + p.width, bottom + p.height, GL_COLOR_BUFFER_BIT,
                    GL_NEAREST);
  glBindFramebuffer(GL_READ_FRAMEBUFFER, 0);
}

std::vector<std::uint32_t> Renderer::read_window(int width, int height) {
  std::vector<std::uint32_t> pixels(static_cast<std::size_t>(width) * static_cast<std::size_t>(height));
  glBindFramebuffer(GL_READ_FRAMEBUFFER, 0);
  glPixelStorei(GL_PACK_ALIGNMENT, 4);
  glReadPixels(0, 0, width, height, GL_BGRA, GL_UNSIGNED_BYTE, pixels.data());
  const auto row = static_cast<std::ptrdiff_t>(width);
  for (std::ptrdiff_t k = 0; k < height / 2; ++k)
    std::swap_ranges(pixels.begin() + k * row, pixels.begin() + (k + 1) * row,
                     pixels.begin() + (height - 1 - k) * row);
  for (std::uint32_t& pixel : pixels) pixel |= 0xff000000u;
  return pixels;
}

PointCounter* Renderer::start_counter() {
  parts_->counter = ComputeCounter::start();
  return parts_->counter.get();
}

void Renderer::finish() {
  glFinish();
}

bool Renderer::was_reset() const {
  switch (parts_->reset_teller) {
    case ResetTeller::core:
      return glGetGraphicsResetStatus() != GL_NO_ERROR;
    case ResetTeller::arb:
      return glGetGraphicsResetStatusARB() != GL_NO_ERROR;
    case ResetTeller::none:
      return false;
  }
  return false;
}

void Renderer::let_go() {
  parts_.reset();
}
void Renderer::rebuild() {
  parts_ = std::make_unique<Parts>();
}

}  // namespace agglo::viewer

#include "viewer/renderer.hpp"

#include <epoxy/gl.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <string>

#include "viewer/gl_objects.hpp"

namespace agglo::viewer {

namespace {

/// One level of a mesh on the graphics card.
struct MeshBuffers {
  std::weak_ptr<const ShapeMesh> mesh;
  Buffer triangles, segments;
};

struct SpriteVertex {
  float x, y, u, v;
};
struct SymbolVertex {
  float x, y, size;
  Colour fill, stroke;
  float mark;
};

void attribute(GLuint index, GLint size, GLenum type, GLboolean normalized, std::size_t stride,
               std::size_t offset, GLuint divisor) {
  glEnableVertexAttribArray(index);
  glVertexAttribPointer(index, size, type, normalized, static_cast<GLsizei>(stride),
                        reinterpret_cast<const void*>(offset));  // OpenGL takes the offset as a pointer
  glVertexAttribDivisor(index, divisor);
}

/// Consecutive blocks that touch the view, joined into runs.
std::vector<std::pair<GLint, GLsizei>> visible_runs(const std::vector<MeshBlock>& blocks, const Box& view) {
  std::vector<std::pair<GLint, GLsizei>> runs;
  for (const MeshBlock& b : blocks) {
    const bool out = static_cast<double>(b.max_x) < view.min_x || static_cast<double>(b.min_x) > view.max_x ||
                     static_cast<double>(b.max_y) < view.min_y || static_cast<double>(b.min_y) > view.max_y;
    if (out) continue;
    const auto first = static_cast<GLint>(b.first);
    const auto count = static_cast<GLsizei>(b.count);
    if (!runs.empty() && runs.back().first + runs.back().second == first)
      runs.back().second += count;
    else
      runs.emplace_back(first, count);
  }
  return runs;
}

struct CellCorner {
  float x, y;
};
struct CellRange {
  float x0, y0, x1, y1;  ///< cells
};

/// Tiles of a grid with anything in them: a fragment that draws nothing costs a software rasteriser as much
/// as one that does.
template <class Occupied>
std::vector<CellRange> occupied_tiles(int columns, int rows, const Occupied& occupied) {
  constexpr int kTile = 16;
  std::vector<CellRange> tiles;
  for (int y = 0; y < rows; y += kTile)
    for (int x = 0; x < columns; x += kTile) {
      const int x1 = std::min(columns, x + kTile), y1 = std::min(rows, y + kTile);
      bool any = false;
      // One cell around, since colours are blended across cells.
      for (int r = std::max(0, y - 1); r < std::min(rows, y1 + 1) && !any; ++r)
        for (int c = std::max(0, x - 1); c < std::min(columns, x1 + 1) && !any; ++c)
          any = occupied(static_cast<std::size_t>(r) * static_cast<std::size_t>(columns) +
                         static_cast<std::size_t>(c));
      if (!any) continue;
      const bool joins = !tiles.empty() && tiles.back().y0 == static_cast<float>(y) &&
                         tiles.back().x1 == static_cast<float>(x);
      if (joins)
        tiles.back().x1 = static_cast<float>(x1);
      else
        tiles.push_back(
            {static_cast<float>(x), static_cast<float>(y), static_cast<float>(x1), static_cast<float>(y1)});
    }
  return tiles;
}

}  // namespace

std::string missing_opengl() {
  const int version = epoxy_gl_version();
  if (epoxy_is_desktop_gl() && version >= 33) return {};
  const auto* name = reinterpret_cast<const char*>(glGetString(GL_RENDERER));
  return "OpenGL " + std::to_string(version / 10) + "." + std::to_string(version % 10) + " (" +
         (name ? name : "unknown renderer") + ")";
}

struct Renderer::Parts {
  Program fill{"fill"}, hatch{"fill", "hatch"}, stroke{"stroke"}, symbol{"symbol"}, density{"density"},
      sprite{"sprite"};
  Buffer stream;
  Texture palette{GL_NEAREST}, counts{GL_LINEAR}, viridis_colours{GL_LINEAR}, cells{GL_NEAREST},
      atlas{GL_NEAREST};
  Texture target{GL_NEAREST};
  GLuint arrays = 0, framebuffer = 0;
  int width = 0, height = 0;
  std::uint64_t atlas_generation = ~std::uint64_t{0};
  std::map<const MeshLevel*, std::unique_ptr<MeshBuffers>> meshes;
  Camera camera;

  Parts() {
    glGenVertexArrays(1, &arrays);
    glGenFramebuffers(1, &framebuffer);
    std::vector<Colour> ramp;
    for (int i = 0; i < 256; ++i) ramp.push_back(viridis(i / 255.0));
    viridis_colours.bind(0);
    glTexImage2D(GL_TEXTURE_2D, 0, GL_RGBA8, 256, 1, 0, GL_RGBA, GL_UNSIGNED_BYTE, ramp.data());
    atlas.bind(0);
    glTexImage2D(GL_TEXTURE_2D, 0, GL_RGBA8, SpriteAtlas::kSide, SpriteAtlas::kSide, 0, GL_BGRA,
                 GL_UNSIGNED_BYTE, nullptr);
  }
  ~Parts() {
    glDeleteFramebuffers(1, &framebuffer);
    glDeleteVertexArrays(1, &arrays);
  }

  void resize(int new_width, int new_height);
  void place_mesh(const Program& program, const ShapeMesh& mesh) const;
  MeshBuffers& buffers_of(const std::shared_ptr<const ShapeMesh>& mesh, const MeshLevel& level);
  void draw(const ShapesItem& item);
  void draw(const SymbolsItem& item);
  void draw(const DensityItem& item);
  void draw(const CellsItem& item);
  void draw_labels(const std::vector<PlacedLabel>& labels, SpriteAtlas& source);
  void draw_sprites(const std::vector<SpriteVertex>& vertices, int texture_width, int texture_height,
                    float opacity);
};

void Renderer::Parts::resize(int new_width, int new_height) {
  if (width == new_width && height == new_height) return;
  width = new_width;
  height = new_height;
  target.bind(0);
  glTexImage2D(GL_TEXTURE_2D, 0, GL_RGBA8, width, height, 0, GL_RGBA, GL_UNSIGNED_BYTE, nullptr);
  glBindFramebuffer(GL_FRAMEBUFFER, framebuffer);
  glFramebufferTexture2D(GL_FRAMEBUFFER, GL_COLOR_ATTACHMENT0, GL_TEXTURE_2D, target.id, 0);
}

void Renderer::Parts::place_mesh(const Program& program, const ShapeMesh& mesh) const {
  const ScreenPoint origin = screen_from_world(camera, mesh.origin_x_m, mesh.origin_y_m);
  const double scale = 1 / camera.metres_per_pixel;
  program.set("pixels_per_metre", scale, scale);
  program.set("origin_px", origin.x, camera.height - origin.y);
  program.set("map_size_px", camera.width, camera.height);
  program.set_unit("palette", 0);
}

MeshBuffers& Renderer::Parts::buffers_of(const std::shared_ptr<const ShapeMesh>& mesh,
                                         const MeshLevel& level) {
  std::unique_ptr<MeshBuffers>& entry = meshes[&level];
  if (!entry || entry->mesh.lock() != mesh) {
    entry = std::make_unique<MeshBuffers>();
    entry->mesh = mesh;
    entry->triangles.fill(level.triangles, GL_STATIC_DRAW);
    entry->segments.fill(level.segments, GL_STATIC_DRAW);
  }
  return *entry;
}

void Renderer::Parts::draw(const ShapesItem& item) {
  const MeshLevel& level = level_for(*item.mesh, camera.metres_per_pixel);
  const MeshBuffers& buffers = buffers_of(item.mesh, level);
  const std::size_t n = std::max<std::size_t>(1, item.palette.size());
  std::vector<Colour> texels(3 * n);
  for (std::size_t k = 0; k < item.palette.size(); ++k) {
    texels[k] = item.palette[k].fill;
    texels[n + k] = item.palette[k].stroke;
    texels[2 * n + k] = {static_cast<std::uint8_t>(item.palette[k].hatch), 0, 0, 255};
  }
  palette.bind(0);
  glTexImage2D(GL_TEXTURE_2D, 0, GL_RGBA8, static_cast<GLsizei>(n), 3, 0, GL_RGBA, GL_UNSIGNED_BYTE,
               texels.data());

  Box view = view_box(camera);
  const double reach = (static_cast<double>(item.stroke_px) + 2) * camera.metres_per_pixel;
  view = {view.min_x - item.mesh->origin_x_m - reach, view.min_y - item.mesh->origin_y_m - reach,
          view.max_x - item.mesh->origin_x_m + reach, view.max_y - item.mesh->origin_y_m + reach};
  const auto triangle_runs = visible_runs(level.triangle_blocks, view);
  if (!triangle_runs.empty()) {
    const auto any_entry = [&](const auto& test) {
      return std::any_of(item.palette.begin(), item.palette.end(), test);
    };
    const bool hatched = any_entry([](const PaletteEntry& e) { return e.hatch != Hatch::none; });
    const bool solid =
        !hatched && item.opacity >= 1 && !any_entry([](const PaletteEntry& e) { return e.fill.a < 255; });
    const Program& program = hatched ? hatch : fill;
    if (solid) glDisable(GL_BLEND);
    program.use();
    place_mesh(program, *item.mesh);
    program.set("opacity", static_cast<double>(item.opacity));
    if (hatched) {
      const ScreenPoint origin = screen_from_world(camera, item.mesh->origin_x_m, item.mesh->origin_y_m);
      constexpr double kHatchPixels = 8, kPeriod = kHatchPixels * 1024 * 1.41421356237;
      program.set("hatch_px", kHatchPixels);
      program.set("hatch_origin_px", std::fmod(origin.x, kPeriod),
                  std::fmod(camera.height - origin.y, kPeriod));
    }
    glBindBuffer(GL_ARRAY_BUFFER, buffers.triangles.id);
    attribute(0, 3, GL_FLOAT, GL_FALSE, sizeof(MeshVertex), 0, 0);
    std::vector<GLint> first;
    std::vector<GLsizei> count;
    for (const auto& run : triangle_runs) {
      first.push_back(run.first);
      count.push_back(run.second);
    }
    glMultiDrawArrays(GL_TRIANGLES, first.data(), count.data(), static_cast<GLsizei>(first.size()));
    glDisableVertexAttribArray(0);
    glEnable(GL_BLEND);
  }
  if (!(item.stroke_px > 0)) return;
  stroke.use();
  place_mesh(stroke, *item.mesh);
  stroke.set("half_width_px", static_cast<double>(item.stroke_px) * 0.5);
  stroke.set("opacity", static_cast<double>(item.opacity));
  glBindBuffer(GL_ARRAY_BUFFER, buffers.segments.id);
  for (const auto& run : visible_runs(level.segment_blocks, view)) {
    const std::size_t offset = static_cast<std::size_t>(run.first) * sizeof(MeshSegment);
    attribute(0, 4, GL_FLOAT, GL_FALSE, sizeof(MeshSegment), offset, 1);
    attribute(1, 1, GL_FLOAT, GL_FALSE, sizeof(MeshSegment), offset + 4 * sizeof(float), 1);
    glDrawArraysInstanced(GL_TRIANGLE_STRIP, 0, 4, run.second);
  }
  glDisableVertexAttribArray(0);
  glDisableVertexAttribArray(1);
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
  constexpr std::size_t kStride = sizeof(SymbolVertex);
  attribute(0, 3, GL_FLOAT, GL_FALSE, kStride, offsetof(SymbolVertex, x), 1);
  attribute(1, 4, GL_UNSIGNED_BYTE, GL_TRUE, kStride, offsetof(SymbolVertex, fill), 1);
  attribute(2, 4, GL_UNSIGNED_BYTE, GL_TRUE, kStride, offsetof(SymbolVertex, stroke), 1);
  attribute(3, 1, GL_FLOAT, GL_FALSE, kStride, offsetof(SymbolVertex, mark), 1);
  glDrawArraysInstanced(GL_TRIANGLE_STRIP, 0, 4, static_cast<GLsizei>(vertices.size()));
  for (GLuint k = 0; k < 4; ++k) glDisableVertexAttribArray(k);
}

void Renderer::Parts::draw(const DensityItem& item) {
  const DensityGrid& grid = item.grid;
  if (grid.columns <= 0 || grid.rows <= 0) return;
  counts.bind(0);
  glPixelStorei(GL_UNPACK_ALIGNMENT, 4);
  glTexImage2D(GL_TEXTURE_2D, 0, GL_R32F, grid.columns, grid.rows, 0, GL_RED, GL_FLOAT, grid.count.data());
  viridis_colours.bind(1);
  density.use();
  density.set_unit("counts", 0);
  density.set_unit("colours", 1);
  density.set("log_most", std::log(1.0 + static_cast<double>(item.most)));
  density.set("opacity", static_cast<double>(item.opacity));
  density.set("map_size_px", camera.width, camera.height);
  const ScreenPoint low = screen_from_world(camera, grid.min_x_m, grid.min_y_m);
  const ScreenPoint high = screen_from_world(camera, grid.min_x_m + grid.columns * grid.cell_m,
                                             grid.min_y_m + grid.rows * grid.cell_m);
  density.set("corners_px", low.x, camera.height - low.y, high.x, camera.height - high.y);
  density.set("grid_size", grid.columns, grid.rows);
  const auto tiles =
      occupied_tiles(grid.columns, grid.rows, [&](std::size_t i) { return grid.count[i] > 0; });
  std::vector<CellCorner> corners;
  for (const CellRange& t : tiles)
    corners.insert(corners.end(),
                   {{t.x0, t.y0}, {t.x1, t.y0}, {t.x1, t.y1}, {t.x0, t.y0}, {t.x1, t.y1}, {t.x0, t.y1}});
  stream.fill(corners, GL_STREAM_DRAW);
  attribute(0, 2, GL_FLOAT, GL_FALSE, sizeof(CellCorner), 0, 0);
  glDrawArrays(GL_TRIANGLES, 0, static_cast<GLsizei>(corners.size()));
  glDisableVertexAttribArray(0);
  glActiveTexture(GL_TEXTURE0);
}

void Renderer::Parts::draw(const CellsItem& item) {
  if (item.columns <= 0 || item.rows <= 0) return;
  std::vector<Colour> texels = item.colour;
  for (Colour& c : texels) {
    c.r = static_cast<std::uint8_t>(c.r * c.a / 255);
    c.g = static_cast<std::uint8_t>(c.g * c.a / 255);
    c.b = static_cast<std::uint8_t>(c.b * c.a / 255);
  }
  cells.bind(0);
  glTexImage2D(GL_TEXTURE_2D, 0, GL_RGBA8, item.columns, item.rows, 0, GL_RGBA, GL_UNSIGNED_BYTE,
               texels.data());
  const ScreenPoint low = screen_from_world(camera, item.min_x_m, item.min_y_m);
  const ScreenPoint high = screen_from_world(camera, item.min_x_m + item.columns * item.cell_m,
                                             item.min_y_m + item.rows * item.cell_m);
  const auto across = (high.x - low.x) / item.columns, down = (high.y - low.y) / item.rows;
  const auto tiles = occupied_tiles(item.columns, item.rows, [&](std::size_t i) { return texels[i].a != 0; });
  std::vector<SpriteVertex> vertices;
  for (const CellRange& t : tiles) {
    const auto corner = [&](float u, float v) {
      return SpriteVertex{static_cast<float>(low.x + static_cast<double>(u) * across),
                          static_cast<float>(low.y + static_cast<double>(v) * down), u, v};
    };
    const SpriteVertex p = corner(t.x0, t.y0), q = corner(t.x1, t.y0), r = corner(t.x1, t.y1),
                       o = corner(t.x0, t.y1);
    vertices.insert(vertices.end(), {p, q, r, p, r, o});
  }
  draw_sprites(vertices, item.columns, item.rows, item.opacity);
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

void Renderer::draw_map(const FramePlan& plan, SpriteAtlas& atlas) {
  Parts& p = *parts_;
  std::erase_if(p.meshes, [](const auto& entry) { return entry.second->mesh.expired(); });
  p.camera = plan.camera;
  p.resize(plan.camera.width, plan.camera.height);
  glBindFramebuffer(GL_FRAMEBUFFER, p.framebuffer);
  glViewport(0, 0, p.width, p.height);
  glDisable(GL_SCISSOR_TEST);
  glDisable(GL_DEPTH_TEST);
  glDisable(GL_CULL_FACE);
  glEnable(GL_BLEND);
  glBlendEquation(GL_FUNC_ADD);
  glBlendFunc(GL_ONE, GL_ONE_MINUS_SRC_ALPHA);
  const Colour& b = plan.background;
  glClearColor(b.r / 255.0f, b.g / 255.0f, b.b / 255.0f, 1);
  glClear(GL_COLOR_BUFFER_BIT);
  glBindVertexArray(p.arrays);
  for (const FrameItem& item : plan.items) std::visit([&](const auto& i) { p.draw(i); }, item);
  p.draw_labels(plan.labels, atlas);
  glBindVertexArray(0);
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

void Renderer::finish() {
  glFinish();
}

}  // namespace agglo::viewer

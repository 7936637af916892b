// Drawing of meshes: fills, hatches and strokes.
#include <algorithm>
#include <cmath>

#include "viewer/draw/renderer_parts.hpp"

namespace agglo::viewer {
namespace {

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

/// Three rows: fills, strokes, and the numbers of the hatches.
std::vector<Colour> texels_of(const std::vector<PaletteEntry>& palette) {
  const std::size_t n = std::max<std::size_t>(1, palette.size());
  std::vector<Colour> texels(3 * n);
  for (std::size_t k = 0; k < palette.size(); ++k) {
    texels[k] = palette[k].fill;
    texels[n + k] = palette[k].stroke;
    texels[2 * n + k] = {static_cast<std::uint8_t>(palette[k].hatch), 0, 0, 255};
  }
  return texels;
}

}  // namespace

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
  const std::vector<Colour> texels = texels_of(item.palette);
  palette.bind(0);
  glTexImage2D(GL_TEXTURE_2D, 0, GL_RGBA8, static_cast<GLsizei>(texels.size() / 3), 3, 0, GL_RGBA,
               GL_UNSIGNED_BYTE, texels.data());

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
      program.set("hatch_origin_px", std::fmod(viewport_x + origin.x, kPeriod),
                  std::fmod(viewport_y + camera.height - origin.y, kPeriod));
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

}  // namespace agglo::viewer

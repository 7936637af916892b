// Drawing of grids: density of points, and cells with a colour each.
#include <algorithm>
#include <cmath>

#include "viewer/draw/renderer_parts.hpp"

namespace agglo::viewer {
namespace {

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

void Renderer::Parts::draw(const DensityItem& item) {
  const DensityGrid& grid = item.grid;
  if (grid.columns <= 0 || grid.rows <= 0) return;
  counts.bind(0);
  glPixelStorei(GL_UNPACK_ALIGNMENT, 4);
  glTexImage2D(GL_TEXTURE_2D, 0, GL_R32F, grid.columns, grid.rows, 0, GL_RED, GL_FLOAT, grid.count.data());
  (item.selection ? selection_colours : density_colours).bind(1);
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
  const CellFrame& frame = item.frame;
  if (frame.columns <= 0 || frame.rows <= 0) return;
  std::vector<Colour> texels = item.colour;
  for (Colour& c : texels) {
    c.r = static_cast<std::uint8_t>(c.r * c.a / 255);
    c.g = static_cast<std::uint8_t>(c.g * c.a / 255);
    c.b = static_cast<std::uint8_t>(c.b * c.a / 255);
  }
  cells.bind(0);
  glTexImage2D(GL_TEXTURE_2D, 0, GL_RGBA8, frame.columns, frame.rows, 0, GL_RGBA, GL_UNSIGNED_BYTE,
               texels.data());
  const ScreenPoint low = screen_from_world(camera, frame.min_x_m, frame.min_y_m);
  const ScreenPoint high = screen_from_world(camera, frame.min_x_m + frame.columns * frame.cell_m,
                                             frame.min_y_m + frame.rows * frame.cell_m);
  const auto across = (high.x - low.x) / frame.columns, down = (high.y - low.y) / frame.rows;
  const auto tiles =
      occupied_tiles(frame.columns, frame.rows, [&](std::size_t i) { return texels[i].a != 0; });
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
  draw_sprites(vertices, frame.columns, frame.rows, item.opacity);
}

void Renderer::Parts::draw(const VeilItem& item) {
  const auto w = static_cast<float>(camera.width), h = static_cast<float>(camera.height);
  stream.fill(std::vector<CellCorner>{{0, 0}, {w, 0}, {0, h}, {w, h}}, GL_STREAM_DRAW);
  veil.use();
  veil.set("map_size_px", camera.width, camera.height);
  const Colour& c = item.colour;
  veil.set("paint", c.r / 255.0, c.g / 255.0, c.b / 255.0, c.a / 255.0);
  attribute(0, 2, GL_FLOAT, GL_FALSE, sizeof(CellCorner), 0, 0);
  glDrawArrays(GL_TRIANGLE_STRIP, 0, 4);
  glDisableVertexAttribArray(0);
}

}  // namespace agglo::viewer

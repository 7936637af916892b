// Renderer: draws frame plans with OpenGL 3.3. Everything OpenGL is in renderer*.cpp and gl_objects.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "viewer/draw/frame_plan.hpp"
#include "viewer/draw/tiles.hpp"

namespace agglo::viewer {

/// Empty when the current context can draw, else what is wrong with it ("OpenGL 2.1 (llvmpipe)").
std::string missing_opengl();

/// Needs a current OpenGL context for its whole life.
class Renderer {
 public:
  Renderer();
  ~Renderer();
  Renderer(const Renderer&) = delete;
  Renderer& operator=(const Renderer&) = delete;

  /// Draws the plan into the map's own framebuffer, which show_map() then shows as often as wanted.
  /// With `from_px`, only what lies right of that column, over what is there.
  void draw_map(const FramePlan& plan, SpriteAtlas& atlas, int from_px = 0);
  /// Draws several maps into it side by side; `around` shows between them.
  void draw_tiles(const std::vector<TilePlan>& tiles, int width, int height, Colour around,
                  SpriteAtlas& atlas);
  /// Moves what is drawn by whole pixels, right and down; what comes in at the edges is undefined until
  /// drawn.
  void shift_map(int dx, int dy);
  /// Draws a plan of the part `place` over what is there, only within `inside`.
  void draw_part(const FramePlan& plan, const PixelRect& place, const PixelRect& inside);
  /// Clears the window and copies the map to pixel (x, y) from the window's top left corner.
  void show_map(int x, int y, int window_width, int window_height, Colour around);
  /// Shows the whole window, panels too, as such eyes see it; call when all is drawn.
  void simulate(Vision vision, int window_width, int window_height);
  /// What the window shows, row by row from the top, 0xffRRGGBB.
  std::vector<std::uint32_t> read_window(int width, int height);
  /// The map's own framebuffer, likewise.
  std::vector<std::uint32_t> read_map();
  /// Of a map, in pixels, that the driver can draw.
  int longest_side() const;
  /// Keeps one picture (0xffRRGGBB, rows from the top) for panels to show; returns its texture for Dear
  /// ImGui.
  void* panel_picture(const std::vector<std::uint32_t>& pixels, int width, int height);
  /// What counts points on the graphics card, tried out first; null where there is none. The renderer keeps
  /// it until let_go().
  PointCounter* start_counter();
  /// Waits until everything is drawn.
  void finish();

  /// True when the driver says that it was reset: nothing on the graphics card is left, and nothing can be
  /// drawn until there is another context. Always false where the driver cannot tell.
  bool was_reset() const;
  /// Gives back everything on the graphics card, while its context is still the current one ...
  void let_go();
  /// ... and makes it anew in the context that is current now; maps are to be drawn again.
  void rebuild();

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace agglo::viewer

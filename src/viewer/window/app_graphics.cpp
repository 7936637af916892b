// App: what happens when the graphics driver was reset and everything on the graphics card is lost.
#include <imgui.h>

#include <chrono>
#include <thread>

#include "agglo/error.hpp"
#include "viewer/text/tr.hpp"
#include "viewer/window/app.hpp"

namespace agglo::viewer {

void App::rebuild_graphics() {
  using namespace std::chrono_literals;
  // A driver says so for as long as it is being reset; a context made before it has done would be lost too.
  for (int k = 0; k < 50 && renderer_.was_reset(); ++k) std::this_thread::sleep_for(20ms);
  cache_.binning.use(nullptr);
  counter_tried_ = false;
  renderer_.let_go();
  imgui_opengl_.reset();
  window.reopen();
  imgui_opengl_.emplace();
  renderer_.rebuild();
  if (cache_.binning.wish() == CountOn::card) try_counter();
  shown_ = {};  // the map is drawn again, and its textures go up again as it is
  patched_ = false;
  page_texture_ = nullptr;
  frames_left_ = kFramesToRest;
}

void App::try_counter() {
  if (counter_tried_) return;
  counter_tried_ = true;
  cache_.binning.use(renderer_.start_counter());
}

void App::count_on(CountOn wish) {
  if (wish == CountOn::card) {
    try_counter();
    if (!cache_.binning.has_card())
      throw failure(
          "the graphics card cannot count points: its driver has no OpenGL 4.3, no memory for them, or "
          "counts wrongly",
          "count on the processor");
  }
  cache_.binning.count_on(wish);
  cache_.grids.clear();
  shown_ = {};
}

void App::mend_lost_graphics() {
  if (!renderer_.was_reset()) return;
  rebuild_graphics();
  state.messages.push_back(
      {MessageKind::warning, tr("The graphics driver was reset"),
       tr("Everything on the screen was drawn anew; nothing is lost."),
       tr("If this happens often, update the driver, or start with LIBGL_ALWAYS_SOFTWARE=1.")});
}

std::vector<std::uint32_t> App::window_pixels() {
  settle();
  window.take_events(0);
  frame();  // the back buffer holds this frame until it is shown
  int width = 1, height = 1;
  window.pixel_size(width, height);
  std::vector<std::uint32_t> pixels = renderer_.read_window(width, height);
  window.show_frame();
  const int bar = 2 * static_cast<int>(ImGui::GetFontSize() * ImGui::GetIO().DisplayFramebufferScale.y);
  pixels.resize(static_cast<std::size_t>(width) * static_cast<std::size_t>(std::max(0, height - bar)));
  return pixels;
}

}  // namespace agglo::viewer

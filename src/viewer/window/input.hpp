// Input: events of the window in the order they came, handed to Dear ImGui so that none is lost.
//
// Dear ImGui before 1.87 keeps only the state of keys and buttons: a click shorter than a frame vanishes. So
// events wait here, and a frame gets no more than one change of each key and button.
#pragma once

#include <deque>
#include <filesystem>
#include <variant>
#include <vector>

namespace agglo::viewer {

struct MouseMove {
  float x, y;
};
struct MouseButton {
  int button;
  bool down;
};
struct MouseWheel {
  float dx, dy;
};
/// GLFW's key codes and modifier bits.
struct KeyPress {
  int key, mods;
  bool down;
};
struct TypedCharacter {
  unsigned int code;
};
using InputEvent = std::variant<MouseMove, MouseButton, MouseWheel, KeyPress, TypedCharacter>;

/// Tells Dear ImGui which keys are which; once after the context is made.
void map_keys();

class InputQueue {
 public:
  void push(InputEvent event) { waiting_.push_back(event); }
  bool empty() const { return waiting_.empty(); }
  /// Hands over what one frame may see, before ImGui::NewFrame. Returns the events handed over.
  std::vector<InputEvent> feed();

 private:
  std::deque<InputEvent> waiting_;
};

}  // namespace agglo::viewer

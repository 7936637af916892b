#include "viewer/window/input.hpp"

#define GLFW_INCLUDE_NONE
#include <GLFW/glfw3.h>
#include <imgui.h>

#include <array>
#include <set>

namespace agglo::viewer {

namespace {

#if IMGUI_VERSION_NUM < 18700
constexpr ImGuiKey kKeypadEnter = ImGuiKey_KeyPadEnter;
#else
constexpr ImGuiKey kKeypadEnter = ImGuiKey_KeypadEnter;
#endif

struct KeyPair {
  ImGuiKey imgui;
  int glfw;
};
constexpr std::array kKeys{KeyPair{ImGuiKey_Tab, GLFW_KEY_TAB},
                           KeyPair{ImGuiKey_LeftArrow, GLFW_KEY_LEFT},
                           KeyPair{ImGuiKey_RightArrow, GLFW_KEY_RIGHT},
                           KeyPair{ImGuiKey_UpArrow, GLFW_KEY_UP},
                           KeyPair{ImGuiKey_DownArrow, GLFW_KEY_DOWN},
                           KeyPair{ImGuiKey_PageUp, GLFW_KEY_PAGE_UP},
                           KeyPair{ImGuiKey_PageDown, GLFW_KEY_PAGE_DOWN},
                           KeyPair{ImGuiKey_Home, GLFW_KEY_HOME},
                           KeyPair{ImGuiKey_End, GLFW_KEY_END},
                           KeyPair{ImGuiKey_Insert, GLFW_KEY_INSERT},
                           KeyPair{ImGuiKey_Delete, GLFW_KEY_DELETE},
                           KeyPair{ImGuiKey_Backspace, GLFW_KEY_BACKSPACE},
                           KeyPair{ImGuiKey_Space, GLFW_KEY_SPACE},
                           KeyPair{ImGuiKey_Enter, GLFW_KEY_ENTER},
                           KeyPair{ImGuiKey_Escape, GLFW_KEY_ESCAPE},
                           KeyPair{kKeypadEnter, GLFW_KEY_KP_ENTER},
                           KeyPair{ImGuiKey_A, GLFW_KEY_A},
                           KeyPair{ImGuiKey_C, GLFW_KEY_C},
                           KeyPair{ImGuiKey_V, GLFW_KEY_V},
                           KeyPair{ImGuiKey_X, GLFW_KEY_X},
                           KeyPair{ImGuiKey_Y, GLFW_KEY_Y},
                           KeyPair{ImGuiKey_Z, GLFW_KEY_Z}};

/// What an event changes; a second change of the same thing waits for the next frame.
int slot_of(const InputEvent& event) {
  if (const auto* button = std::get_if<MouseButton>(&event)) return button->button;
  if (const auto* key = std::get_if<KeyPress>(&event)) return 100 + key->key;
  return -1;
}

#if IMGUI_VERSION_NUM < 18700

void deliver(ImGuiIO& io, const MouseMove& e) {
  io.MousePos = {e.x, e.y};
}
void deliver(ImGuiIO& io, const MouseButton& e) {
  if (e.button >= 0 && e.button < ImGuiMouseButton_COUNT) io.MouseDown[e.button] = e.down;
}
void deliver(ImGuiIO& io, const MouseWheel& e) {
  io.MouseWheelH += e.dx;
  io.MouseWheel += e.dy;
}
void deliver(ImGuiIO& io, const KeyPress& e) {
  if (e.key >= 0 && e.key < IM_ARRAYSIZE(io.KeysDown)) io.KeysDown[e.key] = e.down;
  io.KeyCtrl = (e.mods & GLFW_MOD_CONTROL) != 0;
  io.KeyShift = (e.mods & GLFW_MOD_SHIFT) != 0;
  io.KeyAlt = (e.mods & GLFW_MOD_ALT) != 0;
  io.KeySuper = (e.mods & GLFW_MOD_SUPER) != 0;
}

#else

void deliver(ImGuiIO& io, const MouseMove& e) {
  io.AddMousePosEvent(e.x, e.y);
}
void deliver(ImGuiIO& io, const MouseButton& e) {
  if (e.button >= 0 && e.button < ImGuiMouseButton_COUNT) io.AddMouseButtonEvent(e.button, e.down);
}
void deliver(ImGuiIO& io, const MouseWheel& e) {
  io.AddMouseWheelEvent(e.dx, e.dy);
}
void deliver(ImGuiIO& io, const KeyPress& e) {
  io.AddKeyEvent(ImGuiMod_Ctrl, (e.mods & GLFW_MOD_CONTROL) != 0);
  io.AddKeyEvent(ImGuiMod_Shift, (e.mods & GLFW_MOD_SHIFT) != 0);
  io.AddKeyEvent(ImGuiMod_Alt, (e.mods & GLFW_MOD_ALT) != 0);
  io.AddKeyEvent(ImGuiMod_Super, (e.mods & GLFW_MOD_SUPER) != 0);
  for (const KeyPair& pair : kKeys)
    if (pair.glfw == e.key) io.AddKeyEvent(pair.imgui, e.down);
}

#endif

void deliver(ImGuiIO& io, const TypedCharacter& e) {
  io.AddInputCharacter(e.code);
}

}  // namespace

void map_keys() {
#if IMGUI_VERSION_NUM < 18700
  ImGuiIO& io = ImGui::GetIO();
  for (const KeyPair& pair : kKeys) io.KeyMap[pair.imgui] = pair.glfw;
#endif
}

std::vector<InputEvent> InputQueue::feed() {
  std::vector<InputEvent> fed;
  std::set<int> changed;
  bool pressed = false;
  while (!waiting_.empty()) {
    const InputEvent event = waiting_.front();
    const int slot = slot_of(event);
    // A click must be seen where it was made, so the pointer does not move on in the same frame.
    const bool moves_on = pressed && std::holds_alternative<MouseMove>(event);
    if (moves_on || (slot >= 0 && !changed.insert(slot).second)) break;
    pressed = pressed || std::holds_alternative<MouseButton>(event);
    std::visit([](const auto& e) { deliver(ImGui::GetIO(), e); }, event);
    fed.push_back(event);
    waiting_.pop_front();
  }
  return fed;
}

}  // namespace agglo::viewer

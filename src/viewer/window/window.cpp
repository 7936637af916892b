#include "viewer/window/window.hpp"

#define GLFW_INCLUDE_NONE
#include <GLFW/glfw3.h>
#include <imgui.h>

#include <algorithm>

#include "agglo/error.hpp"

namespace agglo::viewer {

/// GLFW's callbacks; each finds its window through the user pointer.
struct WindowEvents {
  static Window& of(GLFWwindow* handle) {
    auto& window = *static_cast<Window*>(glfwGetWindowUserPointer(handle));
    window.something_happened_ = true;
    return window;
  }
  static void moved(GLFWwindow* handle, double x, double y) {
    Window& window = of(handle);
    if (!window.ignore_mouse) window.input.push(MouseMove{static_cast<float>(x), static_cast<float>(y)});
  }
  static void left(GLFWwindow* handle, int entered) {
    Window& window = of(handle);
    if (!entered && !window.ignore_mouse) window.input.push(MouseMove{-1e6f, -1e6f});
  }
  static void button(GLFWwindow* handle, int button, int action, int) {
    Window& window = of(handle);
    if (!window.ignore_mouse) window.input.push(MouseButton{button, action != GLFW_RELEASE});
  }
  static void wheel(GLFWwindow* handle, double dx, double dy) {
    of(handle).input.push(MouseWheel{static_cast<float>(dx), static_cast<float>(dy)});
  }
  static void key(GLFWwindow* handle, int key, int, int action, int mods) {
    Window& window = of(handle);
    if (action == GLFW_REPEAT) return;
    // The modifier's own bit is not yet, or still, in mods.
    const auto bit = [&](int left_key, int right_key, int mask) {
      if (key == left_key || key == right_key) mods = action == GLFW_PRESS ? mods | mask : mods & ~mask;
    };
    bit(GLFW_KEY_LEFT_CONTROL, GLFW_KEY_RIGHT_CONTROL, GLFW_MOD_CONTROL);
    bit(GLFW_KEY_LEFT_SHIFT, GLFW_KEY_RIGHT_SHIFT, GLFW_MOD_SHIFT);
    bit(GLFW_KEY_LEFT_ALT, GLFW_KEY_RIGHT_ALT, GLFW_MOD_ALT);
    bit(GLFW_KEY_LEFT_SUPER, GLFW_KEY_RIGHT_SUPER, GLFW_MOD_SUPER);
    window.input.push(KeyPress{key, mods, action == GLFW_PRESS});
  }
  static void character(GLFWwindow* handle, unsigned int code) {
    of(handle).input.push(TypedCharacter{code});
  }
  static void drop(GLFWwindow* handle, int count, const char** paths) {
    Window& window = of(handle);
    for (int i = 0; i < count; ++i) window.dropped.emplace_back(paths[i]);
  }
  static void focused(GLFWwindow* handle, int has_focus) {
    Window& window = of(handle);
    if (has_focus) window.came_back = true;
  }
  static void changed(GLFWwindow* handle) { of(handle); }
  static void resized(GLFWwindow* handle, int, int) { of(handle); }
};

namespace {

std::string glfw_error() {
  const char* text = nullptr;
  glfwGetError(&text);
  return text ? text : "no reason given";
}

}  // namespace

Window::Window(int width, int height, const std::string& title) : title_(title) {
  if (!glfwInit())
    throw failure("agglo-view cannot open a window: " + glfw_error(),
                  "it needs a display; \"agglo map project.gpkg -o map.pdf\" draws maps without one");
  try {
    open(width, height);
  } catch (...) {
    glfwTerminate();
    throw;
  }
}

void Window::open(int width, int height) {
  glfwWindowHint(GLFW_CONTEXT_VERSION_MAJOR, 3);
  glfwWindowHint(GLFW_CONTEXT_VERSION_MINOR, 3);
  glfwWindowHint(GLFW_OPENGL_PROFILE, GLFW_OPENGL_CORE_PROFILE);
  glfwWindowHint(GLFW_OPENGL_FORWARD_COMPAT, GLFW_TRUE);
  // A driver that can is to tell when it was reset (see Renderer::was_reset); some refuse the context then.
  for (const int robustness : {GLFW_LOSE_CONTEXT_ON_RESET, GLFW_NO_ROBUSTNESS}) {
    glfwWindowHint(GLFW_CONTEXT_ROBUSTNESS, robustness);
    window_ = glfwCreateWindow(width, height, title_.c_str(), nullptr, nullptr);
    if (window_) break;
  }
  if (!window_)
    throw failure("agglo-view needs OpenGL 3.3 and did not get it: " + glfw_error(),
                  "update the graphics driver, or start it with LIBGL_ALWAYS_SOFTWARE=1");
  glfwMakeContextCurrent(window_);
  glfwSwapInterval(limited_to_display_ ? 1 : 0);
  glfwSetWindowUserPointer(window_, this);
  glfwSetCursorPosCallback(window_, WindowEvents::moved);
  glfwSetCursorEnterCallback(window_, WindowEvents::left);
  glfwSetMouseButtonCallback(window_, WindowEvents::button);
  glfwSetScrollCallback(window_, WindowEvents::wheel);
  glfwSetKeyCallback(window_, WindowEvents::key);
  glfwSetCharCallback(window_, WindowEvents::character);
  glfwSetDropCallback(window_, WindowEvents::drop);
  glfwSetWindowFocusCallback(window_, WindowEvents::focused);
  glfwSetWindowRefreshCallback(window_, WindowEvents::changed);
  glfwSetFramebufferSizeCallback(window_, WindowEvents::resized);
  ImGuiIO& io = ImGui::GetIO();
  io.ClipboardUserData = window_;
  io.GetClipboardTextFn = [](void* handle) {
    return glfwGetClipboardString(static_cast<GLFWwindow*>(handle));
  };
  io.SetClipboardTextFn = [](void* handle, const char* text) {
    glfwSetClipboardString(static_cast<GLFWwindow*>(handle), text);
  };
}

Window::~Window() {
  if (window_) glfwDestroyWindow(window_);
  glfwTerminate();
}

void Window::reopen() {
  int width = 1, height = 1, x = 0, y = 0;
  glfwGetWindowSize(window_, &width, &height);
  glfwGetWindowPos(window_, &x, &y);
  const bool fills_screen = glfwGetWindowAttrib(window_, GLFW_MAXIMIZED) != 0;
  glfwDestroyWindow(window_);
  window_ = nullptr;
  open(width, height);
  glfwSetWindowPos(window_, x, y);
  if (fills_screen) glfwMaximizeWindow(window_);
}

bool Window::take_events(double seconds) {
  something_happened_ = false;
  if (seconds > 0)
    glfwWaitEventsTimeout(seconds);
  else
    glfwPollEvents();
  return something_happened_;
}

void Window::wake() {
  glfwPostEmptyEvent();
}
bool Window::should_close() const {
  return glfwWindowShouldClose(window_) != 0;
}
void Window::keep_open() {
  glfwSetWindowShouldClose(window_, GLFW_FALSE);
}

void Window::resize(int width, int height) {
  glfwSetWindowSize(window_, width, height);
}
void Window::size(int& width, int& height) const {
  glfwGetWindowSize(window_, &width, &height);
}
void Window::pixel_size(int& width, int& height) const {
  glfwGetFramebufferSize(window_, &width, &height);
}

double Window::content_scale() const {
  float x = 1, y = 1;
  glfwGetWindowContentScale(window_, &x, &y);
  return std::clamp(static_cast<double>(x), 0.5, 4.0);
}

void Window::show_frame() {
  glfwSwapBuffers(window_);
}
void Window::limit_to_display(bool on) {
  limited_to_display_ = on;
  glfwSwapInterval(on ? 1 : 0);
}
std::string Window::clipboard() const {
  const char* text = glfwGetClipboardString(window_);
  return text ? text : "";
}

void Window::set_clipboard(const std::string& text) {
  glfwSetClipboardString(window_, text.c_str());
}
void Window::set_title(const std::string& title) {
  title_ = title;
  glfwSetWindowTitle(window_, title.c_str());
}

}  // namespace agglo::viewer

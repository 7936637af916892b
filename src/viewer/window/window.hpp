// Window: GLFW, its events, clipboard and scale. Throws Error when there is no display or no OpenGL 3.3.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "viewer/window/input.hpp"

struct GLFWwindow;

namespace agglo::viewer {

class Window {
 public:
  Window(int width, int height, const std::string& title);
  ~Window();
  Window(const Window&) = delete;
  Window& operator=(const Window&) = delete;

  /// Takes events, waiting up to `seconds` for the first (0 = not at all). True when there was anything.
  bool take_events(double seconds);
  static void wake();  ///< from any thread: ends the wait of take_events

  /// Another window with a context of its own in the place of this one, with its size, place and title.
  /// Everything OpenGL is gone with the old one. Throws Error when the driver gives none.
  void reopen();

  bool should_close() const;
  void keep_open();  ///< should_close() is false again
  void resize(int width, int height);
  void size(int& width, int& height) const;        ///< window coordinates
  void pixel_size(int& width, int& height) const;  ///< framebuffer
  double content_scale() const;
  void show_frame();
  void limit_to_display(bool on);  ///< wait for the display's refresh
  void set_clipboard(const std::string& text);
  std::string clipboard() const;  ///< text on the clipboard; empty when there is none
  void set_title(const std::string& title);

  InputQueue input;
  std::vector<std::filesystem::path> dropped;  ///< taken by the app
  bool came_back = false;                      ///< has the keyboard again; taken by the app
  bool ignore_mouse = false;                   ///< a script moves the pointer

 private:
  friend struct WindowEvents;
  void open(int width, int height);
  GLFWwindow* window_ = nullptr;
  std::string title_;
  bool limited_to_display_ = true;
  bool something_happened_ = false;
};

}  // namespace agglo::viewer

// Pictures on the clipboard of X11, asked for as another program would. Skipped where there is no display.
#include "viewer/window/image_clipboard.hpp"

#include <gtest/gtest.h>
#include <poll.h>
#include <xcb/xcb.h>

#include <cstdlib>
#include <cstring>
#include <memory>
#include <optional>
#include <string>

namespace agglo::viewer {

namespace {

struct ReplyFree {
  void operator()(void* reply) const { std::free(reply); }
};
template <class T>
using Reply = std::unique_ptr<T, ReplyFree>;

/// A program that pastes.
class Paster {
 public:
  Paster() : connection_(xcb_connect(nullptr, nullptr)) {
    const xcb_screen_t* screen = xcb_setup_roots_iterator(xcb_get_setup(connection_)).data;
    window_ = xcb_generate_id(connection_);
    const std::uint32_t events = XCB_EVENT_MASK_PROPERTY_CHANGE;
    xcb_create_window(connection_, 0, window_, screen->root, 0, 0, 1, 1, 0, XCB_WINDOW_CLASS_INPUT_ONLY,
                      XCB_COPY_FROM_PARENT, XCB_CW_EVENT_MASK, &events);
    property_ = atom("PASTED");
  }
  ~Paster() { xcb_disconnect(connection_); }
  Paster(const Paster&) = delete;
  Paster& operator=(const Paster&) = delete;

  xcb_atom_t atom(const char* name) {
    const auto cookie = xcb_intern_atom(connection_, 0, static_cast<std::uint16_t>(std::strlen(name)), name);
    return Reply<xcb_intern_atom_reply_t>(xcb_intern_atom_reply(connection_, cookie, nullptr))->atom;
  }

  /// The clipboard's content as `type`; nothing when it is refused.
  std::optional<std::string> paste(const char* type) {
    xcb_convert_selection(connection_, window_, atom("CLIPBOARD"), atom(type), property_, XCB_CURRENT_TIME);
    xcb_flush(connection_);
    const auto notice = wait_for(XCB_SELECTION_NOTIFY);
    if (!notice) return std::nullopt;
    if (reinterpret_cast<const xcb_selection_notify_event_t&>(*notice).property == XCB_ATOM_NONE)
      return std::nullopt;
    bool in_pieces = false;
    std::string all = take(in_pieces);
    if (!in_pieces) return all;
    all.clear();
    while (true) {
      const auto change = wait_for(XCB_PROPERTY_NOTIFY);
      if (!change) return std::nullopt;
      const auto& property = reinterpret_cast<const xcb_property_notify_event_t&>(*change);
      if (property.atom != property_ || property.state != XCB_PROPERTY_NEW_VALUE) continue;
      const std::string piece = take(in_pieces);
      if (piece.empty()) return all;
      all += piece;
    }
  }

 private:
  Reply<xcb_generic_event_t> wait_for(int kind) {
    for (int round = 0; round < 100; ++round) {
      while (Reply<xcb_generic_event_t> event{xcb_poll_for_event(connection_)})
        if ((event->response_type & 0x7F) == kind) return event;
      pollfd descriptor{xcb_get_file_descriptor(connection_), POLLIN, 0};
      poll(&descriptor, 1, 100);
    }
    return nullptr;
  }
  std::string take(bool& in_pieces) {
    const auto cookie =
        xcb_get_property(connection_, 1, window_, property_, XCB_GET_PROPERTY_TYPE_ANY, 0, 1u << 24);
    const Reply<xcb_get_property_reply_t> reply(xcb_get_property_reply(connection_, cookie, nullptr));
    in_pieces = reply->type == atom("INCR");
    xcb_flush(connection_);
    return {static_cast<const char*>(xcb_get_property_value(reply.get())),
            static_cast<std::size_t>(xcb_get_property_value_length(reply.get()))};
  }

  xcb_connection_t* connection_;
  xcb_window_t window_;
  xcb_atom_t property_;
};

}  // namespace

TEST(ImageClipboard, gives_small_and_large_pictures) {
  if (!std::getenv("DISPLAY")) GTEST_SKIP() << "no display";
  ImageClipboard clipboard;
  Paster paster;
  for (const std::size_t size : {std::size_t{1000}, std::size_t{128} << 10, std::size_t{1000000}}) {
    std::string png(size, '\0');
    for (std::size_t k = 0; k < size; ++k) png[k] = static_cast<char>(k * 37 % 251);
    clipboard.offer(png);
    for (int twice = 0; twice < 2; ++twice) {
      const auto pasted = paster.paste("image/png");
      ASSERT_TRUE(pasted) << size;
      EXPECT_TRUE(*pasted == png) << size;
    }
    EXPECT_FALSE(paster.paste("UTF8_STRING"));
    const auto kinds = paster.paste("TARGETS");
    ASSERT_TRUE(kinds);
    EXPECT_EQ(kinds->size(), 8U);
  }
}

}  // namespace agglo::viewer

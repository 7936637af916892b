// What the renderer keeps on the graphics card, and how it draws each kind of item.
#pragma once

#include <epoxy/gl.h>

#include <map>
#include <memory>
#include <vector>

#include "viewer/draw/compute_counter.hpp"
#include "viewer/draw/gl_objects.hpp"
#include "viewer/draw/renderer.hpp"

namespace agglo::viewer {

/// The function that tells of a reset of the driver.
enum class ResetTeller { none, core, arb };

/// One level of a mesh on the graphics card.
struct MeshBuffers {
  std::weak_ptr<const ShapeMesh> mesh;
  Buffer triangles, segments;
};

/// A corner of a textured triangle: where on the map, and what of the texture, both in pixels.
struct SpriteVertex {
  float x, y, u, v;
};
/// Vertex attribute `index` in the bound array buffer, from byte `offset` on; `divisor` 1: one per instance.
inline void attribute(GLuint index, GLint size, GLenum type, GLboolean normalized, std::size_t stride,
                      std::size_t offset, GLuint divisor) {
  glEnableVertexAttribArray(index);
  glVertexAttribPointer(index, size, type, normalized, static_cast<GLsizei>(stride),
                        reinterpret_cast<const void*>(offset));  // OpenGL takes the offset as a pointer
  glVertexAttribDivisor(index, divisor);
}

struct Renderer::Parts {
  Program fill{"fill"}, hatch{"fill", "hatch"}, stroke{"stroke"}, symbol{"symbol"}, density{"density"},
      sprite{"sprite"}, veil{"veil"}, vision{"vision"};
  Buffer stream;
  Texture palette{GL_NEAREST}, counts{GL_LINEAR}, density_colours{GL_LINEAR}, selection_colours{GL_LINEAR},
      cells{GL_NEAREST}, atlas{GL_NEAREST};
  Texture target{GL_NEAREST}, shifted_target{GL_NEAREST}, heat{GL_LINEAR}, window_copy{GL_NEAREST},
      panel{GL_LINEAR};
  GLuint arrays = 0, framebuffer = 0, shifted_framebuffer = 0;
  int width = 0, height = 0;
  int viewport_x = 0, viewport_y = 0;  // of what is being drawn, from the lower left corner of the map
  std::uint64_t atlas_generation = ~std::uint64_t{0};
  std::map<const MeshLevel*, std::unique_ptr<MeshBuffers>> meshes;
  std::unique_ptr<ComputeCounter> counter;
  Camera camera;
  ResetTeller reset_teller = ResetTeller::none;

  Parts() {
    if (epoxy_gl_version() >= 45 || epoxy_has_gl_extension("GL_KHR_robustness"))
      reset_teller = ResetTeller::core;
    else if (epoxy_has_gl_extension("GL_ARB_robustness"))
      reset_teller = ResetTeller::arb;
    glGenVertexArrays(1, &arrays);
    glGenFramebuffers(1, &framebuffer);
    glGenFramebuffers(1, &shifted_framebuffer);
    std::vector<Colour> ramp;
    for (int i = 0; i < 256; ++i) ramp.push_back(density_ramp(i / 255.0));
    density_colours.bind(0);
    glTexImage2D(GL_TEXTURE_2D, 0, GL_RGBA8, 256, 1, 0, GL_RGBA, GL_UNSIGNED_BYTE, ramp.data());
    for (int i = 0; i < 256; ++i) {
      const auto mix = [&](int low, int high) {
        return static_cast<std::uint8_t>(low + (high - low) * i / 255);
      };
      ramp[static_cast<std::size_t>(i)] = {mix(255, 130), mix(150, 10), mix(40, 0), 255};
    }
    selection_colours.bind(0);
    glTexImage2D(GL_TEXTURE_2D, 0, GL_RGBA8, 256, 1, 0, GL_RGBA, GL_UNSIGNED_BYTE, ramp.data());
    atlas.bind(0);
    glTexImage2D(GL_TEXTURE_2D, 0, GL_RGBA8, SpriteAtlas::kSide, SpriteAtlas::kSide, 0, GL_BGRA,
                 GL_UNSIGNED_BYTE, nullptr);
  }
  ~Parts() {
    glDeleteFramebuffers(1, &framebuffer);
    glDeleteFramebuffers(1, &shifted_framebuffer);
    glDeleteVertexArrays(1, &arrays);
  }

  void begin_map(int new_width, int new_height);
  void clear(Colour ground);
  void draw_plan(const FramePlan& plan, SpriteAtlas& source);
  void resize(int new_width, int new_height);
  void set_blending();
  void place_mesh(const Program& program, const ShapeMesh& mesh) const;
  MeshBuffers& buffers_of(const std::shared_ptr<const ShapeMesh>& mesh, const MeshLevel& level);
  void draw(const ShapesItem& item);
  void draw(const SymbolsItem& item);
  void draw(const DensityItem& item);
  void draw(const CellsItem& item);
  void draw(const VeilItem& item);
  void draw(const HeatItem& item);
  void draw_labels(const std::vector<PlacedLabel>& labels, SpriteAtlas& source);
  void draw_sprites(const std::vector<SpriteVertex>& vertices, int texture_width, int texture_height,
                    float opacity);
};

}  // namespace agglo::viewer

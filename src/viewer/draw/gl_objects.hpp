// GL objects: owners of programs, buffers and textures, for the renderer alone.
#pragma once

#include <epoxy/gl.h>

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace agglo::viewer {

class Program {
 public:
  explicit Program(const std::string& name) : Program(name, name) {}
  /// From VERTEX_NAME.vert.glsl and NAME.frag.glsl of the shaders; throws Error when the driver rejects them.
  Program(const std::string& vertex_name, const std::string& name);
  /// From NAME.comp.glsl, for OpenGL 4.3; throws likewise.
  struct Compute {
    std::string name;
  };
  explicit Program(const Compute& compute);
  ~Program() { glDeleteProgram(id_); }
  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;

  void use() const { glUseProgram(id_); }
  void set(const char* name, double a) const { glUniform1f(at(name), static_cast<float>(a)); }
  void set(const char* name, double a, double b) const {
    glUniform2f(at(name), static_cast<float>(a), static_cast<float>(b));
  }
  void set(const char* name, double a, double b, double c, double d) const {
    glUniform4f(at(name), static_cast<float>(a), static_cast<float>(b), static_cast<float>(c),
                static_cast<float>(d));
  }
  /// Nine numbers, row by row.
  void set_matrix(const char* name, std::span<const float> rows) const {
    glUniformMatrix3fv(at(name), 1, GL_TRUE, rows.data());
  }
  void set_unit(const char* name, int unit) const { glUniform1i(at(name), unit); }
  void set_count(const char* name, std::size_t n) const { glUniform1ui(at(name), static_cast<GLuint>(n)); }
  void set_whole(const char* name, int a, int b) const { glUniform2i(at(name), a, b); }
  void set_whole(const char* name, GLuint a, GLuint b, GLuint c, GLuint d) const {
    glUniform4ui(at(name), a, b, c, d);
  }
  /// Lower half first.
  void set_64_bits(const char* name, std::uint64_t bits) const {
    glUniform2ui(at(name), static_cast<GLuint>(bits), static_cast<GLuint>(bits >> 32));
  }

 private:
  void link(const std::string& name) const;
  GLint at(const char* name) const { return glGetUniformLocation(id_, name); }
  GLuint id_;
};

struct Buffer {
  GLuint id = 0;
  Buffer() { glGenBuffers(1, &id); }
  ~Buffer() { glDeleteBuffers(1, &id); }
  Buffer(const Buffer&) = delete;
  Buffer& operator=(const Buffer&) = delete;
  template <class T>
  void fill(const std::vector<T>& items, GLenum usage) const {
    glBindBuffer(GL_ARRAY_BUFFER, id);
    glBufferData(GL_ARRAY_BUFFER, static_cast<GLsizeiptr>(items.size() * sizeof(T)), items.data(), usage);
  }
};

struct Texture {
  GLuint id = 0;
  explicit Texture(GLint filter) {
    glGenTextures(1, &id);
    glBindTexture(GL_TEXTURE_2D, id);
    glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MIN_FILTER, filter);
    glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MAG_FILTER, filter);
    glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_WRAP_S, GL_CLAMP_TO_EDGE);
    glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_WRAP_T, GL_CLAMP_TO_EDGE);
  }
  ~Texture() { glDeleteTextures(1, &id); }
  Texture(const Texture&) = delete;
  Texture& operator=(const Texture&) = delete;
  void bind(int unit) const {
    glActiveTexture(GL_TEXTURE0 + static_cast<GLenum>(unit));
    glBindTexture(GL_TEXTURE_2D, id);
  }
};

}  // namespace agglo::viewer

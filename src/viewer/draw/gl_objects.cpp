#include "viewer/draw/gl_objects.hpp"

#include <array>

#include "agglo/error.hpp"
#include "viewer/draw/shader_sources.hpp"

namespace agglo::viewer {

namespace {

GLuint compile(GLenum kind, const std::string& name) {
  const char* source = shader_source(name);
  if (!source) throw failure("the program holds no shader \"" + name + "\"");
  const GLuint shader = glCreateShader(kind);
  glShaderSource(shader, 1, &source, nullptr);
  glCompileShader(shader);
  GLint good = 0;
  glGetShaderiv(shader, GL_COMPILE_STATUS, &good);
  if (!good) {
    std::array<char, 1024> log{};
    glGetShaderInfoLog(shader, static_cast<GLsizei>(log.size()), nullptr, log.data());
    throw failure("the graphics driver rejects shader \"" + name + "\": " + log.data(),
                  "update the graphics driver, or set LIBGL_ALWAYS_SOFTWARE=1");
  }
  return shader;
}

}  // namespace

Program::Program(const std::string& vertex_name, const std::string& name) : id_(glCreateProgram()) {
  const GLuint vertex = compile(GL_VERTEX_SHADER, vertex_name + ".vert.glsl");
  const GLuint fragment = compile(GL_FRAGMENT_SHADER, name + ".frag.glsl");
  glAttachShader(id_, vertex);
  glAttachShader(id_, fragment);
  glDeleteShader(vertex);
  glDeleteShader(fragment);
  link(name);
}

Program::Program(const Compute& compute) : id_(glCreateProgram()) {
  const GLuint shader = compile(GL_COMPUTE_SHADER, compute.name + ".comp.glsl");
  glAttachShader(id_, shader);
  glDeleteShader(shader);
  link(compute.name);
}

void Program::link(const std::string& name) const {
  glLinkProgram(id_);
  GLint good = 0;
  glGetProgramiv(id_, GL_LINK_STATUS, &good);
  if (!good) throw failure("the graphics driver cannot link shader \"" + name + "\"");
}

}  // namespace agglo::viewer

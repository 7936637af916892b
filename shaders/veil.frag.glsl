#version 330 core
// One translucent colour over all that was drawn before.
uniform vec4 paint;
out vec4 colour;

void main() {
  colour = vec4(paint.rgb * paint.a, paint.a);
}

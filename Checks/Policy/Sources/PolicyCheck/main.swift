import Glibc
import JSON

// Answers for the engine: a line of input is a world and what is asked of it, a line of output the answers in the same order.

let limits = JSONReader.Limits(elements: 1_000_000)

while let line = readLine() {
    let json = try JSONReader.parse(line, limits: limits)
    let world = try World(reading: json["world"])
    let answers = try json["questions"].elements.map { try world.answer(to: Question(reading: $0)) }
    print(JSON.array(answers.map(\.json)).serialized)
    fflush(nil)  // the other side waits for the line
}

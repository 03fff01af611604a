/// First in, first out, without moving what stays.
struct Queue<Element> {
    private var elements: [Element?] = []
    private var head = 0

    mutating func append(_ element: Element) {
        elements.append(element)
    }

    mutating func prepend(_ element: Element) {
        if head > 0 {
            head -= 1
            elements[head] = element
        } else {
            elements.insert(element, at: 0)
        }
    }

    var first: Element? { head < elements.count ? elements[head] : nil }

    mutating func popFirst() -> Element? {
        guard head < elements.count, let element = elements[head] else { return nil }
        elements[head] = nil
        head += 1
        if head == elements.count || head >= 1_024 {
            elements.removeFirst(head)
            head = 0
        }
        return element
    }
}

/// First in, first out, without moving what stays.
struct Queue<Element> {
    private var elements: [Element?] = []
    private var head = 0

    mutating func append(_ element: Element) {
        elements.append(element)
    }

    var first: Element? { head < elements.count ? elements[head] : nil }

    func first(where matches: (Element) -> Bool) -> Element? {
        for case let element? in elements[head...] where matches(element) { return element }
        return nil
    }

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

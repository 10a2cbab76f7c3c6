"""What hypothesis makes up."""

from hypothesis import strategies as st

#: Text that JSON and a database can hold.
texts = st.text(st.characters(codec='utf-8'), max_size=20)

#: Any value that JSON can carry.
json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | texts
    | st.floats(allow_nan=False),
    lambda children: (
        st.lists(children, max_size=4)
        | st.dictionaries(texts, children, max_size=4)
    ),
    max_leaves=10,
)

"""A stack that is up, tested with pytest: npm run outputs -- testinfra writes the fixtures."""


def test_segments(lab):
    assert lab.reaches("bbox10", "bbox11")
    assert not lab.reaches("bbox10", "bbox20")


def test_registry(lab):
    assert lab.host("docker01").socket("tcp://0.0.0.0:5000").is_listening


def test_default_route(lab_container):
    assert "default via " in lab_container.check_output("ip route")
